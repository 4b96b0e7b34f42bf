#!/usr/bin/env python3
"""Checks an export of the register against the Dutch profile for terms (NL-SBB), with pySHACL and the shapes in tests/nl-sbb.

    python3 tests/nl-sbb.py                           only proves that the shapes can fail
    python3 tests/nl-sbb.py EXPORT.ttl EXPORT.jsonld  proves that, and checks the export

Both files must hold the same graph. First a small register that is right is broken in as many ways as the shapes forbid, one by one:
a shape that lets that pass would prove nothing. Needs the packages of tests/nl-sbb/requirements.txt. Exits 1 with what is wrong.
"""
import sys
from pathlib import Path

try:
    from pyshacl import validate
    from rdflib import BNode, Graph, Literal, Namespace, URIRef
    from rdflib.compare import graph_diff, isomorphic, to_isomorphic
    from rdflib.namespace import DCTERMS, RDF, RDFS, SH, SKOS
except ImportError as ontbreekt:
    sys.exit(f"nl-sbb: NIET getoetst, want het pakket {ontbreekt.name} is er niet. "
             "Installeer het met: python3 -m pip install -r tests/nl-sbb/requirements.txt")

MAP = Path(__file__).resolve().parent / "nl-sbb"
VORM = Namespace("urn:berichtenpoort:nl-sbb:")
VB = Namespace("https://voorbeeld.example/begrippen/")
ELDERS = Namespace("https://elders.example/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
NIEMAND = ELDERS.onbekend
MEESTE = 20


def lees(pad, vorm):
    try:
        return Graph().parse(pad, format=vorm)
    except Exception as fout:  # the parsers raise a class of their own each
        sys.exit(f"nl-sbb: {pad} is niet te lezen als {vorm}: {fout}")


def uitkomsten(graaf, vormen):
    """What does not conform, each as (severity, shape, component, focus, message)."""
    _, rapport, _ = validate(graaf, shacl_graph=vormen, inference="none", meta_shacl=False)
    for resultaat in rapport.subjects(RDF.type, SH.ValidationResult):
        waarde = rapport.value(resultaat, SH.value)
        yield (rapport.value(resultaat, SH.resultSeverity), rapport.value(resultaat, SH.sourceShape),
               rapport.value(resultaat, SH.sourceConstraintComponent), rapport.value(resultaat, SH.focusNode),
               "; ".join(sorted(rapport.objects(resultaat, SH.resultMessage))) + (f" ({waarde})" if waarde is not None else ""))


# Breaking the sample. Each way takes the graph, the node it breaks, and the property and value that the shape is about.

def zonder(graaf, knoop, pad, _):
    graaf.remove((knoop, pad, None))


def zonder_taal(graaf, knoop, pad, _):
    graaf.remove((knoop, pad, None))
    graaf.add((knoop, pad, Literal("zonder taal")))


def met_taal(graaf, knoop, pad, _):
    graaf.add((knoop, pad, Literal("met een taal", lang="nl")))


def andere_taal(graaf, knoop, pad, _):
    graaf.remove((knoop, pad, None))
    graaf.add((knoop, pad, Literal("something", lang="en")))


def nog_een(graaf, knoop, pad, _):
    graaf.add((knoop, pad, Literal("nog een", lang="nl")))


def nog_een_adres(graaf, knoop, pad, _):
    graaf.add((knoop, pad, URIRef("https://voorbeeld.example/status/vervallen")))


def als_tekst(graaf, knoop, pad, _):
    graaf.add((knoop, pad, Literal("geen adres")))


def als_adres(graaf, knoop, pad, _):
    graaf.add((knoop, pad, NIEMAND))


def ook_onder(graaf, knoop, pad, ander):
    waarde = Literal("dubbel", lang="nl") if pad in (SKOS.prefLabel, SKOS.altLabel) else VB.gemeente if pad == SKOS.related else NIEMAND
    graaf.add((knoop, pad, waarde))
    graaf.add((knoop, ander, waarde))


MANIEREN = {
    SH.minCount: zonder, SH.maxCount: nog_een_adres, SH.uniqueLang: nog_een, SH.disjoint: ook_onder, SH["class"]: als_adres,
    SH["or"]: als_adres, SH.pattern: als_adres, SH.qualifiedMinCount: andere_taal, SH.qualifiedMaxCount: nog_een,
}
COMPONENT = {
    SH.minCount: "MinCount", SH.maxCount: "MaxCount", SH.uniqueLang: "UniqueLang", SH.disjoint: "Disjoint", SH["class"]: "Class",
    SH["or"]: "Or", SH.pattern: "Pattern", SH.qualifiedMinCount: "QualifiedMinCount", SH.qualifiedMaxCount: "QualifiedMaxCount", SH.datatype: "Datatype",
    SH.nodeKind: "NodeKind", SH["not"]: "Not", SH.sparql: "SPARQL",
}


def manier(vormen, vorm, eis, waarde):
    if eis == SH.datatype:
        return zonder_taal if waarde == RDF.langString else met_taal
    if eis == SH.nodeKind:
        return als_adres if waarde == SH.Literal else als_tekst
    return MANIEREN[eis]


def knoop_van(graaf, vormen, vorm):
    """A node of the sample that this shape looks at."""
    ouder = next(vormen.subjects(SH.property, vorm))
    doel = vormen.value(ouder, SH.targetClass)
    if doel == SKOS.Concept:
        return VB.retour
    return next(graaf.subjects(RDF.type, doel)) if doel else next(graaf.objects(None, DCTERMS.source))


def los(graaf):
    for zin in [(VB.los, RDF.type, SKOS.Concept), (VB.los, SKOS.inScheme, VB.kader), (VB.los, SKOS.prefLabel, Literal("los", lang="nl"))]:
        graaf.add(zin)


def zonder_eigen_adres(soort):
    return lambda graaf: graaf.add((BNode(), RDF.type, soort))


# Of shapes of a whole node or scheme, by hand: what is added to the sample, or taken away.
MET_DE_HAND = {
    (VORM.Begrip, SH.nodeKind): zonder_eigen_adres(SKOS.Concept),
    (VORM.Kader, SH.nodeKind): zonder_eigen_adres(SKOS.ConceptScheme),
    (VORM["Begrip-geenKader"], SH["not"]): lambda graaf: graaf.add((VB.retour, RDF.type, SKOS.ConceptScheme)),
    (VORM["Begrip-geenCollectie"], SH["not"]): lambda graaf: graaf.add((VB.retour, RDF.type, SKOS.Collection)),
    (VORM["Kader-geenCollectie"], SH["not"]): lambda graaf: graaf.add((VB.kader, RDF.type, SKOS.Collection)),
    (VORM.Verband, SH["class"]): lambda graaf: graaf.add((VB.alles, SKOS.related, VB.retour)),
    (VORM["Kader-eenTermEenBegrip"], SH.sparql): lambda graaf: graaf.add((VB.bericht, SKOS.prefLabel, Literal("gemeente", lang="nl"))),
    (VORM["Kader-eenCodeEenBegrip"], SH.sparql): lambda graaf: graaf.add((VB.bericht, SKOS.notation, Literal("0479"))),
    (VORM["Kader-topZonderBreder"], SH.sparql): lambda graaf: graaf.add((VB.gemeente, SKOS.broader, VB.bericht)),
    (VORM["Kader-topBinnen"], SH.sparql): lambda graaf: graaf.remove((VB.gemeente, SKOS.inScheme, None)),
    (VORM["Kader-breder-zonderKring"], SH.sparql): lambda graaf: graaf.add((VB.bericht, SKOS.broader, VB.retour)),
    (VORM["Kader-verwant-nietBoven"], SH.sparql): lambda graaf: graaf.add((VB.bericht, SKOS.related, VB.retour)),
    (VORM["Kader-elders"], SH.sparql): lambda graaf: graaf.add((VB.retour, SKOS.relatedMatch, VB.gemeente)),
    (VORM["Kader-los"], SH.sparql): los,
    (VORM["Eigen-opvolger"], SH.sparql): lambda graaf: graaf.remove((VB.retour, DCTERMS.isReplacedBy, None)),
}


def kopie(graaf):
    uit = Graph()
    for zin in graaf:
        uit.add(zin)
    return uit


def eisen(vormen):
    """Every constraint of every shape with a name, as (shape, kind of constraint, value)."""
    for soort in (SH.NodeShape, SH.PropertyShape):
        for vorm in sorted(vormen.subjects(RDF.type, soort)):
            for eis in COMPONENT:
                for waarde in sorted(vormen.objects(vorm, eis)):
                    yield vorm, eis, waarde


def bewijs(vormen, goed):
    """Breaks the sample for each constraint, and gives what went unseen."""
    ongezien, aantal = [], 0
    for vorm, eis, waarde in eisen(vormen):
        graaf = kopie(goed)
        if (vorm, eis) in MET_DE_HAND:
            MET_DE_HAND[vorm, eis](graaf)
        elif (vorm, RDF.type, SH.PropertyShape) in vormen:
            manier(vormen, vorm, eis, waarde)(graaf, knoop_van(graaf, vormen, vorm), vormen.value(vorm, SH.path), waarde)
        else:
            ongezien.append(f"{vorm} heeft {eis}, en geen proef die dat breekt")
            continue
        component = SH[COMPONENT[eis] + "ConstraintComponent"]
        gezien = {(bron, soort) for _, bron, soort, _, _ in uitkomsten(graaf, vormen)}
        if (vorm, component) not in gezien:
            ongezien.append(f"{vorm} laat het kapotte voorbeeld voor {COMPONENT[eis]} ({waarde}) door")
        aantal += 1
    ongezien.extend(f"de proef voor {vorm} hoort bij geen vorm" for vorm, eis in MET_DE_HAND if not (vorm, eis, None) in vormen)
    return ongezien, aantal


def verschil(turtle, jsonld):
    _, alleen_turtle, alleen_jsonld = graph_diff(to_isomorphic(turtle), to_isomorphic(jsonld))
    for naam, graaf in (("Turtle", alleen_turtle), ("JSON-LD", alleen_jsonld)):
        for zin in sorted(graaf)[:MEESTE]:
            yield f"alleen in {naam}: " + " ".join(deel.n3() for deel in zin)


def toets(graaf, vormen):
    """What is wrong with the export, and what is only a warning."""
    fouten, waarschuwingen = [], []
    for ernst, vorm, _, knoop, bericht in uitkomsten(graaf, vormen):
        lijst = fouten if ernst == SH.Violation else waarschuwingen
        lijst.append(f"{knoop}: {bericht} [{str(vorm).rsplit(':', 1)[-1]}]")
    for soort, naam in ((SKOS.ConceptScheme, "begrippenkader"), (SKOS.Concept, "begrip")):
        if (None, RDF.type, soort) not in graaf:
            fouten.append(f"er staat geen {naam} in, en een leeg bestand bewijst niets")
    return sorted(fouten), sorted(waarschuwingen)


def toon(kop, regels):
    if regels:
        print(f"nl-sbb: {kop} ({len(regels)})")
        for regel in regels[:MEESTE]:
            print(f"  {regel}")
        if len(regels) > MEESTE:
            print(f"  en nog {len(regels) - MEESTE}")


def main():
    if len(sys.argv) not in (1, 3):
        sys.exit("Gebruik: python3 tests/nl-sbb.py [EXPORT.ttl EXPORT.jsonld]")
    vormen, goed = lees(MAP / "shapes.ttl", "turtle"), lees(MAP / "voorbeeld.ttl", "turtle")
    in_voorbeeld = [*sum(toets(goed, vormen), [])]
    toon("het goede voorbeeld is niet goed", in_voorbeeld)
    ongezien, aantal = bewijs(vormen, goed)
    # A copy by way of the other notation is the same graph, and one statement less is not: the comparison can fail too.
    zelfde = Graph().parse(data=goed.serialize(format="json-ld"), format="json-ld")
    if not isomorphic(goed, zelfde):
        ongezien.append("het voorbeeld is als JSON-LD een andere graaf")
    zelfde.remove((VB.kader, RDFS.comment, None))
    if isomorphic(goed, zelfde) or not list(verschil(goed, zelfde)):
        ongezien.append("een zin minder in JSON-LD valt niet op")
    toon("deze vormen bewijzen niets", ongezien)
    if in_voorbeeld or ongezien:
        return 1
    print(f"nl-sbb: {aantal} kapotte voorbeelden, elk gezien door de vorm die het moet zien")
    if len(sys.argv) == 1:
        return 0
    turtle, jsonld = lees(sys.argv[1], "turtle"), lees(sys.argv[2], "json-ld")
    fouten = [] if isomorphic(turtle, jsonld) else list(verschil(turtle, jsonld))
    toon("Turtle en JSON-LD zeggen niet hetzelfde", fouten)
    fout, waarschuwingen = toets(turtle, vormen)
    toon("niet volgens NL-SBB", fout)
    toon("waarschuwingen", waarschuwingen)
    if fouten or fout:
        return 1
    begrippen = len(set(turtle.subjects(RDF.type, SKOS.Concept)))
    print(f"nl-sbb: {len(turtle)} zinnen over {begrippen} begrippen; Turtle en JSON-LD zijn gelijk en volgen NL-SBB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
