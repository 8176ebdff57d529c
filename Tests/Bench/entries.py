"""Entries in the registers of a city's stations, as several years leave them."""
import csv, datetime, os, random

DUTIES = ["visit", "study", "research", "group", "policy", "mediation", "problem", "grid"]


def fill(run, people, count, path):
    """Fills the registers of all stations, the first with a tenth of everything.

    `run` runs a command on the installation, `people` are its roster's rows, `path` is for the tables that are imported.
    """
    deputies = [row for row in people if row["kind"] == "deputy"]
    first = [row for row in deputies if row["station"] == deputies[0]["station"]]
    dice, today = random.Random(1), datetime.date.today()
    for start in range(0, count, 10_000):
        with open(path, "w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["station", "duty", "on", "deputies", "people", "text"])
            for index in range(start, min(count, start + 10_000)):
                deputy = dice.choice(first if index % 10 == 0 else deputies)
                day = today - datetime.timedelta(days=dice.randrange(1500))
                rows.writerow([deputy["station"], dice.choice(DUTIES), day, deputy["code"], dice.randrange(1, 20),
                               f"走访选民，听取对环境整治的意见，并作记录（{index}）"])
        run("log", "import", path)
    if count:
        os.remove(path)
