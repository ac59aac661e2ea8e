/**
 * The protected trees as entries: walked, filtered, and read while the application goes on changing them.
 *
 * <p>Invariant: database files are excluded by inode, never opened here.
 */
package io.thingconnect.pulse.backupd.source.files;
