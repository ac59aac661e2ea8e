/**
 * Where archives are kept. One interface for every kind of place, one room below it for each kind.
 *
 * <p>Invariant: a file is published whole or not at all.
 */
package io.thingconnect.pulse.backupd.storage;
