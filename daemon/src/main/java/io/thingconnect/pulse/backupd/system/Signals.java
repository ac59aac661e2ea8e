package io.thingconnect.pulse.backupd.system;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Signals other than the one that ends us. The JDK has them only in {@code sun.misc}, which the compiler warns of and
 * which no other API replaces; so it is reached by name, and a platform without it has no reload by signal.
 */
public final class Signals {
    private Signals() {}

    /**
     * Calls back, on a thread of the JVM's, at each signal of that name.
     *
     * @param name without SIG, for example {@code HUP}
     * @return whether this platform can
     */
    public static boolean handle(String name, Runnable callback) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            callback.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            if (e instanceof InvocationTargetException thrown && thrown.getCause() instanceof Error error) {
                throw error;
            }
            return false;
        }
    }
}
