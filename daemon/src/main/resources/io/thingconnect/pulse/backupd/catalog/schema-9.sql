-- How each component stood at its worst on each day (UTC): what would have been lost, how long bringing it back would have taken,
-- and what that meant for its objectives. NULL: no backup held it, or nothing was measured.
CREATE TABLE objective_day (
    component TEXT NOT NULL,
    day TEXT NOT NULL,
    loss_seconds INTEGER,
    recovery_seconds INTEGER,
    rpo TEXT NOT NULL,
    rto TEXT NOT NULL,
    PRIMARY KEY (component, day)
) WITHOUT ROWID;
