/** A directory of this machine as a destination: temporary name, fsync, rename, directory fsync. */
package io.thingconnect.pulse.backupd.storage.local;
