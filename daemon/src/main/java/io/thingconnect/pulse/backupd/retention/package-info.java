/**
 * Which backups of one job at one destination stay, and why: candidates and a policy in, a plan out.
 *
 * <p>Invariants: pure; reads no clock, no file and no catalog. A plan never takes an ancestor from a backup that stays, and
 * never takes the newest good backup, the last proven one, a pinned one, or one that something reads. Its deletions stand
 * in an order of which every prefix leaves each remaining backup with its chain. Carrying it out and planning again at the
 * same moment drops nothing more.
 *
 * <p>Only <em>restorable</em> backups fill the rules: good ones whose ancestors are all here and good. What is not
 * restorable is never counted, and stays as long as it would stay if it were good: it may hold the last trace of its time.
 *
 * <p>Time is the label's. Labels are unique, only ever rise, and are what people read in a list; the clock that was read
 * while the backup was made may have stepped back in between. A label later than now shows that a clock was wrong, and then
 * the time the backup was taken counts, unless that lies ahead as well. Order is always the order of labels.
 */
package io.thingconnect.pulse.backupd.retention;
