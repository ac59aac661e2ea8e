/** The program: wiring by hand, signals, life cycle. The only room that sees all the others. */
package io.thingconnect.pulse.backupd.daemon;
