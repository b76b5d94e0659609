"""Is this a valid lead? The conditions of definitions.yml, one by one."""

import re


def holds(condition, lead, companies):
    value = lead.get(condition["column"])
    missing = value is None
    for test in ("is", "is_not"):
        if test in condition:
            wanted = condition[test]
            if wanted == "present":
                met = not missing
            elif wanted == "freemail":
                met = not missing and companies.is_free(value)
            else:
                met = not missing and same(value, wanted)
            return met if test == "is" else not met
    if "not_in" in condition:
        return missing or not any(same(value, wanted) for wanted in condition["not_in"])
    if missing:
        return False
    if "in" in condition:
        return any(same(value, wanted) for wanted in condition["in"])
    if "at_least" in condition:
        return float(value) >= condition["at_least"]
    if "at_most" in condition:
        return float(value) <= condition["at_most"]
    return re.search(condition["matches"], str(value)) is not None


def same(value, wanted):
    return value == wanted or str(value) == str(wanted)


def in_force(versions, day):
    """The version that held on that day, None before the first."""
    found = None
    for version in versions:
        if version["from"] <= day:
            found = version
    return found


def meets(version, lead, companies):
    return version is None or all(holds(condition, lead, companies) for condition in version["conditions"])
