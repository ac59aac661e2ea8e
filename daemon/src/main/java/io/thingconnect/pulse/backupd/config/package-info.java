/**
 * {@code backup.yaml} as the small records the rooms below declare.
 *
 * <p>The way of a file: text to nodes ({@code YamlText}), nodes held against the one description of every key
 * ({@code Schema}, {@code Type}, {@code Key}) with references looked up, whatever form it has to the long form
 * ({@code LongForm}), the parts held against each other ({@code CrossChecks}), and from there the settings and what
 * {@code config show} prints.
 *
 * <p>Invariant: a file either loads whole or yields every error with its place; nothing is ignored in silence, and no
 * message and no listing ever holds a secret.
 */
package io.thingconnect.pulse.backupd.config;
