/** A ThingConnect Pulse installation to try things on: made, written to and checked as the real one is. */
package io.thingconnect.pulse.backupd.sample;
