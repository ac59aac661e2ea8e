package io.thingconnect.pulse.backupd.notify;

/** One way to tell people. */
interface Channel {
    /**
     * Delivers now, within a bounded time.
     *
     * @return what the other side answered, one line without secrets
     */
    String send(Notice notice) throws Undelivered;

    static Channel of(ChannelSpec spec) {
        if (spec instanceof ChannelSpec.Email email) {
            return new EmailChannel(email);
        }
        if (spec instanceof ChannelSpec.Webhook webhook) {
            return new WebhookChannel(webhook);
        }
        return new CommandChannel((ChannelSpec.Command) spec);
    }
}
