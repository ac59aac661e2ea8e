/**
 * Who is told: channels (mail, webhook, command), what a message says, and the outbox that brings it there. A channel that hangs
 * or refuses holds up no other and no backup. Addresses of webhooks and passwords stand in no message, log or error.
 */
package io.thingconnect.pulse.backupd.notify;
