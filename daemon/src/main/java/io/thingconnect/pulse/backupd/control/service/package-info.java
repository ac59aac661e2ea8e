/**
 * What the socket's methods are answered from, as the daemon has to provide it, and the values that go over it.
 *
 * <p>Invariant: nothing here waits for a run; a question about the state is answered while any work is under way.
 */
package io.thingconnect.pulse.backupd.control.service;
