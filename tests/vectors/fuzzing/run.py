"""run.py: many batches, by several processes; what is new, minimised."""

import collections
import itertools
import multiprocessing
import tempfile
import time

from . import batch, case, known, reduce


def one_batch(task):
    """(how many, states, rows, what is new) of one batch."""
    build, seed, number = task
    with tempfile.TemporaryDirectory() as folder:
        cases = [case.draw(f"{seed} {number} {at}") for at in range(batch.CASES)]
        found = batch.judge(build, folder, cases)
        states = collections.Counter(finding.ours for finding in found)
        different = reduce.fewest_faults(build, folder, [one for finding in found for one in finding.of_each_judge()])
        reduce.note_cleaned(build, folder, different)
        rows = collections.Counter(row for finding in different for row in known.rows(finding))
        new = [finding for finding in different if None in known.rows(finding)]
        return len(found), states, rows, [reduce.smallest(build, folder, finding) for finding in new]


def _print(word, counts):
    print(f"{word}: " + (", ".join(f"{name or 'new'} {count}" for name, count in counts.most_common()) or "none"))


def run(build, seed, questions, jobs, keep):
    """(asked, new): of so many questions or some more, how many differ without a row; those are kept in `keep`."""
    begun, asked, states, rows, new = time.time(), 0, collections.Counter(), collections.Counter(), 0
    tasks = ((build, seed, number) for number in itertools.count())
    with multiprocessing.Pool(jobs) as pool:
        while asked < questions:
            for count, some_states, some_rows, findings in pool.map(one_batch, itertools.islice(tasks, jobs)):
                asked, states, rows = asked + count, states + some_states, rows + some_rows
                for finding in findings:
                    new += 1
                    print(f"not ok - {finding.headline()}: {finding.keep(keep, new)}", flush=True)
    _print("states", states)
    _print("differences", rows)
    print(f"{asked} random questions, seed {seed}, {time.time() - begun:.0f} s")
    return asked, new
