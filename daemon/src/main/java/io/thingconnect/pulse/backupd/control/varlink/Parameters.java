package io.thingconnect.pulse.backupd.control.varlink;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a call, by name and type. A value is a {@code String}, {@code Long}, {@code Boolean}, a list of
 * strings, or {@link #UNFIT}; null counts as absent, as Varlink has it.
 */
public final class Parameters {
    /** Stands for everything no method takes: fractions, integers beyond 2^53, objects, mixed or endless lists. */
    static final Object UNFIT = Unfit.UNFIT;

    /** What JavaScript and others read without loss. */
    static final long LARGEST = 1L << 53;

    private enum Unfit {
        UNFIT
    }

    private final Map<String, Object> values;

    public Parameters(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** @throws ServiceException naming the first parameter the method does not declare */
    void refuseOthersThan(Set<String> declared) throws ServiceException {
        for (String name : values.keySet()) {
            if (!declared.contains(name)) {
                throw ServiceException.invalidParameter(name);
            }
        }
    }

    public String text(String name) throws ServiceException {
        return required(name, optionalText(name));
    }

    public Optional<String> optionalText(String name) throws ServiceException {
        return optional(name, String.class);
    }

    public long integer(String name) throws ServiceException {
        return required(name, optionalInteger(name));
    }

    public Optional<Long> optionalInteger(String name) throws ServiceException {
        return optional(name, Long.class);
    }

    /** False where absent. */
    public boolean flag(String name) throws ServiceException {
        return optional(name, Boolean.class).orElse(false);
    }

    /** Empty where absent. */
    public List<String> words(String name) throws ServiceException {
        return optional(name, List.class).map(Parameters::strings).orElse(List.of());
    }

    private static List<String> strings(List<?> list) {
        return list.stream().map(String.class::cast).toList();
    }

    private <T> Optional<T> optional(String name, Class<T> type) throws ServiceException {
        Object value = values.get(name);
        if (value != null && !type.isInstance(value)) {
            throw ServiceException.invalidParameter(name);
        }
        return Optional.ofNullable(type.cast(value));
    }

    private static <T> T required(String name, Optional<T> value) throws ServiceException {
        if (value.isEmpty()) {
            throw ServiceException.invalidParameter(name);
        }
        return value.get();
    }

    Map<String, Object> values() {
        return values;
    }
}
