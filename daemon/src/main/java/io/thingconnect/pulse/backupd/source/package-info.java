/**
 * What is protected: the application's databases and files, read without the application noticing.
 *
 * <p>Invariant: nothing below this room writes to, checkpoints or locks out what it reads.
 */
package io.thingconnect.pulse.backupd.source;
