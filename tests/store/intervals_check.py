"""intervals_check.py [ROUNDS] : random observations, added in random orders, are the intervals that they should be.

What they should be is counted here, from the observations alone.
"""

import os
import random
import sys

import duckdb

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "analysis", "history"))
import intervals  # noqa: E402


def expected(observed, looked):
    """{(subject, f, l, n, a, b)}, of {(subject, time): state}."""
    rows = set()
    for subject in {subject for subject, _ in observed}:
        times = sorted(time for who, time in observed if who == subject)
        group = [times[0]]
        for time in times[1:] + [None]:
            if time is not None and observed[subject, time] == observed[subject, group[0]]:
                group.append(time)
                continue
            rows.add((subject, group[0], group[-1], len(group)) + observed[subject, group[0]])
            group = [time]
    del looked
    return rows


def added(db, order, by_time):
    """The same, by intervals.change(), run after run."""
    db.execute("CREATE OR REPLACE TEMP TABLE stored(subject VARCHAR, vantage VARCHAR, f BIGINT, l BIGINT, n BIGINT, "
               "a VARCHAR, b BIGINT)")
    db.execute("CREATE OR REPLACE TEMP TABLE stored_hole(subject VARCHAR, vantage VARCHAR, moment BIGINT)")
    db.execute("CREATE OR REPLACE TEMP TABLE looked(moment BIGINT)")
    looked = set()
    for time, number in order:
        db.execute("CREATE OR REPLACE TEMP TABLE came(subject VARCHAR, vantage VARCHAR, a VARCHAR, b BIGINT)")
        for subject, (a, b) in by_time[time, number].items():
            db.execute("INSERT INTO came VALUES (?, 'v', ?, ?)", [subject, a, b])
        known = time in looked
        if not known:
            looked.add(time)
            db.execute("INSERT INTO looked VALUES (?)", [time])
        intervals.change(db, ("a", "b"), time, "v", known)
        db.execute("CREATE OR REPLACE TEMP TABLE copy AS SELECT * FROM changed")
        db.execute("CREATE OR REPLACE TEMP TABLE stored AS SELECT * FROM copy")
        db.execute("DELETE FROM stored_hole WHERE (subject, vantage, moment) IN (SELECT (subject, vantage, moment) FROM hole_gone)")
        db.execute("INSERT INTO stored_hole SELECT * FROM hole_fresh")
    return set(db.execute("SELECT subject, f, l, n, a, b FROM stored").fetchall())


def low(one, other):
    """The lower state, as the engine orders them: what is missing comes last."""
    def key(state):
        return [(value is None, value if value is not None else 0) for value in state]
    return one if key(one) <= key(other) else other


def round_of(db, rng):
    """One world; what is wrong, or None."""
    times = rng.sample(range(40), rng.randint(1, 12))
    runs = [(time, 0) for time in times] + [(time, 1) for time in times if rng.random() < 0.3]
    states = [("x", 1), ("x", None), (None, 1), ("y", 2)]
    by_time = {run: {f"h{i}": rng.choice(states) for i in range(4) if rng.random() < 0.7} for run in runs}
    observed = {}
    for (time, _), seen in by_time.items():
        for subject, state in seen.items():
            observed[subject, time] = low(observed.get((subject, time), state), state)
    want = expected(observed, times) if observed else set()
    for order in (sorted(runs), rng.sample(runs, len(runs)), rng.sample(runs, len(runs))):
        got = added(db, order, by_time)
        if got != want:
            return f"order {order}, runs {by_time}: got {sorted(got - want, key=str)}, want {sorted(want - got, key=str)}"
    return None


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    db = duckdb.connect()
    rng = random.Random(20261129)
    for number in range(rounds):
        wrong = round_of(db, rng)
        if wrong:
            sys.exit(f"round {number}: {wrong}")
    print(f"{rounds} rounds")


if __name__ == "__main__":
    main()
