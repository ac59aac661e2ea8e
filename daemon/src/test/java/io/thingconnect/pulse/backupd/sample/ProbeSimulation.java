package io.thingconnect.pulse.backupd.sample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the probes of a plant measure, in steps of five virtual seconds: round trips with noise, now and then a failure of
 * some minutes, and, as in Pulse, a change of status after two equal results in a row.
 */
final class ProbeSimulation {
    /** A row of {@code check_result_raw}; a failed probe has an error and no round trip (NaN). */
    record Result(Endpoint endpoint, long ts, double rttMs, String error) {
        boolean up() {
            return error == null;
        }
    }

    /** An endpoint was found down, or up again. */
    record Transition(Endpoint endpoint, boolean down, long ts) {}

    /** A row of a rollup table. */
    record Rollup(Endpoint endpoint, double upPct, Double averageRttMs, int downEvents) {}

    private static final int STEP_SECONDS = 5;
    private static final int NOISE = 1 << 16;

    private static final class Sums {
        private int checks;
        private int up;
        private double rttMs;
        private int downEvents;
        private boolean lastUp = true;
    }

    private static final class State {
        private final Endpoint endpoint;
        private final String error;
        private boolean down;
        private int streak;
        private double failsAt;
        private double worksAt;
        private Sums quarter = new Sums();
        private Sums day = new Sums();

        private State(Endpoint endpoint, boolean down) {
            this.endpoint = endpoint;
            this.error = endpoint.error();
            this.down = down;
        }
    }

    private final Random random;
    private final double[] noise = new double[NOISE];
    private final List<State> states = new ArrayList<>();
    private final Map<Integer, List<State>> dueAt = new HashMap<>();
    private int nextNoise;
    private long now;

    /**
     * @param start Unix seconds; the first step is five seconds later
     * @param down the ids of endpoints that are down at the start
     */
    ProbeSimulation(List<Endpoint> endpoints, List<String> down, long seed, long start) {
        this.random = new Random(seed);
        this.now = start - start % STEP_SECONDS;
        for (int i = 0; i < NOISE; i++) {
            double spike = random.nextDouble() < 0.004 ? 20 : 0;
            noise[i] = 0.8 + Math.abs(random.nextGaussian() * 0.25) + spike;
        }
        for (Endpoint endpoint : endpoints) {
            if (endpoint.enabled()) {
                State state = new State(endpoint, down.contains(endpoint.id()));
                planFailure(state);
                int steps = endpoint.intervalSeconds() / STEP_SECONDS;
                for (int slot = states.size() % steps; slot < 12; slot += steps) {
                    dueAt.computeIfAbsent(slot, unused -> new ArrayList<>()).add(state);
                }
                states.add(state);
            }
        }
    }

    /** Virtual time, in Unix seconds. */
    long now() {
        return now;
    }

    /** Goes five seconds on, and adds what was measured to the two lists. */
    void step(List<Result> results, List<Transition> transitions) {
        now += STEP_SECONDS;
        List<State> due = dueAt.getOrDefault((int) (now / STEP_SECONDS % 12), List.of());
        // Rows come in the order in which probes finish, which is never the same twice.
        Collections.shuffle(due, random);
        for (int i = 0; i < due.size(); i++) {
            State state = due.get(i);
            boolean up = now < state.failsAt;
            // Some seconds go by until the last of them is through; the next step's come later still.
            long ts = now + (long) i * STEP_SECONDS / due.size();
            results.add(up ? success(state, ts) : failure(state, ts));
            state.streak = up == state.down ? state.streak + 1 : 0;
            if (state.streak >= 2) {
                state.down = !up;
                state.streak = 0;
                transitions.add(new Transition(state.endpoint, state.down, ts));
            }
        }
    }

    private Result success(State state, long ts) {
        nextNoise = (nextNoise + 7919) % NOISE;
        double rttMs = Math.round(state.endpoint.baseRttMs() * noise[nextNoise] * 1e4) / 1e4;
        for (Sums sums : List.of(state.quarter, state.day)) {
            sums.checks++;
            sums.up++;
            sums.rttMs += rttMs;
            sums.lastUp = true;
        }
        return new Result(state.endpoint, ts, rttMs, null);
    }

    private Result failure(State state, long ts) {
        for (Sums sums : List.of(state.quarter, state.day)) {
            sums.checks++;
            sums.downEvents += sums.lastUp ? 1 : 0;
            sums.lastUp = false;
        }
        if (now >= state.worksAt) {
            planFailure(state);
        }
        return new Result(state.endpoint, ts, Double.NaN, state.error);
    }

    private void planFailure(State state) {
        state.failsAt = now - Math.log(1 - random.nextDouble()) * 70_000;
        state.worksAt = state.failsAt - Math.log(1 - random.nextDouble()) * 240;
    }

    /** The sums since the last call, which start anew. */
    List<Rollup> quarterRollups() {
        List<Rollup> rollups = new ArrayList<>();
        for (State state : states) {
            addRollup(rollups, state.endpoint, state.quarter);
            state.quarter = new Sums();
        }
        return rollups;
    }

    /** The sums since the last call, which start anew. */
    List<Rollup> dailyRollups() {
        List<Rollup> rollups = new ArrayList<>();
        for (State state : states) {
            addRollup(rollups, state.endpoint, state.day);
            state.day = new Sums();
        }
        return rollups;
    }

    private static void addRollup(List<Rollup> rollups, Endpoint endpoint, Sums sums) {
        if (sums.checks > 0) {
            Double average = sums.up == 0 ? null : Double.valueOf(sums.rttMs / sums.up);
            rollups.add(new Rollup(endpoint, 100.0 * sums.up / sums.checks, average, sums.downEvents));
        }
    }
}
