package io.thingconnect.pulse.backupd.expire;

import io.thingconnect.pulse.backupd.storage.Storage;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** A real storage that notes its calls, and fails one of them before or after it has done what was asked. */
final class ScriptedStorage {
    final List<String> deleted = new ArrayList<>();
    private final Storage real;
    private int calls;
    private int failing;
    private boolean afterwards;
    private IOException deny;

    ScriptedStorage(Storage real) {
        this.real = real;
    }

    /** @param number of the call that fails, from 1 */
    ScriptedStorage failing(int number, boolean afterTheDeed) {
        failing = number;
        afterwards = afterTheDeed;
        return this;
    }

    ScriptedStorage denyingDeletes(IOException e) {
        deny = e;
        return this;
    }

    boolean failed() {
        return failing > 0 && calls >= failing;
    }

    Storage storage() {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("location")) {
                        return real.location();
                    }
                    calls++;
                    if (calls == failing && !afterwards) {
                        throw new IOException("injected failure of call " + calls);
                    }
                    if (method.getName().equals("delete")) {
                        if (deny != null) {
                            throw deny;
                        }
                        deleted.add((String) arguments[0]);
                    }
                    Object result = invoke(method, arguments);
                    if (calls == failing) {
                        throw new IOException("injected failure after call " + calls);
                    }
                    return result;
                });
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
