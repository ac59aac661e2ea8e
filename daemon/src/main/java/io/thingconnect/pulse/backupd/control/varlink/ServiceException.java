package io.thingconnect.pulse.backupd.control.varlink;

import java.util.Map;

/** An error that belongs to Varlink itself rather than to backups: {@code org.varlink.service.*}. */
public final class ServiceException extends Exception {
    private final String error;
    private final Map<String, String> parameters;

    private ServiceException(String error, Map<String, String> parameters) {
        super(error + " " + parameters);
        this.error = error;
        this.parameters = parameters;
    }

    public static ServiceException interfaceNotFound(String name) {
        return new ServiceException("InterfaceNotFound", Map.of("interface", name));
    }

    static ServiceException methodNotFound(String name) {
        return new ServiceException("MethodNotFound", Map.of("method", name));
    }

    static ServiceException methodNotImplemented(String name) {
        return new ServiceException("MethodNotImplemented", Map.of("method", name));
    }

    /** A parameter that is missing, unknown or of the wrong type. A value out of range has an error of ours. */
    public static ServiceException invalidParameter(String name) {
        return new ServiceException("InvalidParameter", Map.of("parameter", name));
    }

    static ServiceException expectedMore() {
        return new ServiceException("ExpectedMore", Map.of());
    }

    /** Without the interface. */
    String error() {
        return error;
    }

    Map<String, String> parameters() {
        return parameters;
    }
}
