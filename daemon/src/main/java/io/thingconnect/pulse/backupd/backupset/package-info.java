/**
 * The words of the field as pure values: label, kind, component, manifest and its entries.
 *
 * <p>Invariant: a value that exists is valid; the compact constructors see to it. No files, no clock, no threads.
 */
package io.thingconnect.pulse.backupd.backupset;
