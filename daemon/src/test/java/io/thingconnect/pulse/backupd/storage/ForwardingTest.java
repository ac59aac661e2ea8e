package io.thingconnect.pulse.backupd.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A default of the interface must not answer for the place that is wrapped: a lock would be overlooked, a limit not kept. */
final class ForwardingTest {
    @ParameterizedTest
    @ValueSource(classes = {OwnedStorage.class, LimitedStorage.class})
    void everyQuestion_isForwarded(Class<? extends Storage> wrapper) {
        List<String> answered = Arrays.stream(wrapper.getDeclaredMethods())
                .map(Method::getName)
                .distinct()
                .toList();
        List<String> forgotten = Arrays.stream(Storage.class.getDeclaredMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> !answered.contains(name))
                .toList();
        assertEquals(List.of(), forgotten);
    }
}
