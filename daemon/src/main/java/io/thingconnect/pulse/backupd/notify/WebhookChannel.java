package io.thingconnect.pulse.backupd.notify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;

/** An HTTP POST. The address is a secret: whoever knows it may post there. */
final class WebhookChannel implements Channel {
    private static final int KEPT = 300;

    private final ChannelSpec.Webhook spec;
    private final Duration patience;

    WebhookChannel(ChannelSpec.Webhook spec) {
        this(spec, Duration.ofSeconds(15));
    }

    /** @param patience with the connection, and again with each piece of the answer */
    WebhookChannel(ChannelSpec.Webhook spec, Duration patience) {
        this.spec = spec;
        this.patience = patience;
    }

    @Override
    public String send(Notice notice) throws Undelivered {
        WebhookBody body = WebhookBody.of(spec, notice);
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    new URI(withPath(spec.url().reveal(), body.path())).toURL().openConnection();
            try {
                return post(connection, body);
            } finally {
                connection.disconnect();
            }
        } catch (URISyntaxException | MalformedURLException | ClassCastException | IllegalArgumentException e) {
            throw Undelivered.refused("the url is not one of http or https", null);
        } catch (SocketTimeoutException e) {
            throw Undelivered.forNow("the server did not answer within " + patience.toSeconds() + " s", e);
        } catch (UnknownHostException e) {
            throw Undelivered.forNow("the server's name is not known to the name service", null);
        } catch (SSLException e) {
            throw Undelivered.refused("no secure connection: " + clean(e.getMessage()), null);
        } catch (IOException e) {
            throw Undelivered.forNow(clean(String.valueOf(e.getMessage())), null);
        }
    }

    private String post(HttpURLConnection connection, WebhookBody body) throws IOException, Undelivered {
        byte[] bytes = body.text().getBytes(StandardCharsets.UTF_8);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(Math.toIntExact(patience.toMillis()));
        connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", body.type());
        connection.setRequestProperty("User-Agent", "thingconnect-pulse-backup");
        for (Map.Entry<String, String> header : body.headers().entrySet()) {
            connection.setRequestProperty(header.getKey(), header.getValue());
        }
        // Without a length known beforehand the JDK posts a second time where the first connection broke.
        connection.setFixedLengthStreamingMode(bytes.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(bytes);
        }
        int status = connection.getResponseCode();
        String answer = ("HTTP " + status + " " + answer(connection, status)).strip();
        if (status >= 200 && status < 300) {
            return answer;
        }
        if (status >= 300 && status < 400) {
            throw Undelivered.refused("HTTP " + status + ": redirects are not followed", null);
        }
        boolean later = status == 408 || status == 425 || status == 429 || status >= 500;
        throw later ? Undelivered.forNow(answer, null) : Undelivered.refused(answer, null);
    }

    private String answer(HttpURLConnection connection, int status) throws IOException {
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return in == null ? "" : clean(new String(in.readNBytes(KEPT), StandardCharsets.UTF_8));
        }
    }

    /** A ping's word goes behind the path, before a query. */
    private static String withPath(String url, String path) {
        int query = url.indexOf('?');
        return query < 0 ? url + path : url.substring(0, query) + path + url.substring(query);
    }

    private String clean(String said) {
        String text = said.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        String url = spec.url().reveal();
        text = spec.url().removeFrom(spec.secret().removeFrom(text));
        // Servers repeat the path they were asked for, which is the secret part.
        int path = url.indexOf('/', url.indexOf("//") + 2);
        return path < 0 ? text : Secret.of(url.substring(path)).removeFrom(text);
    }
}
