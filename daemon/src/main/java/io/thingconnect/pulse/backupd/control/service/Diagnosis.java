package io.thingconnect.pulse.backupd.control.service;

/**
 * One finding of the doctor. Its components are exactly what the protocol sends.
 *
 * @param severity {@code ok}, {@code notice}, {@code warning} or {@code error}
 * @param subject which of several; "" for the installation
 * @param why a clause: why it matters
 * @param command to type next; "" where nothing is to be done
 */
public record Diagnosis(
        String id, String group, String severity, String subject, String what, String why, String command) {}
