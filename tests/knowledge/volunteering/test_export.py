"""Opportunities in the standard's own words: read by an RDF library, held to its ontology."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, SKOS
from sqlalchemy.orm import Session

from knowledge.content_files import load_content
from knowledge.content_store import replace_content
from knowledge.database import create_database, upgrade
from knowledge.models import (
    Link,
    Opportunity,
    Organisation,
    OrganisationIdentifier,
    VolunteeringSession,
    part_id,
    record_id,
)
from knowledge.volunteering.__main__ import main
from knowledge.volunteering.export import (
    CONTEXT,
    activities_of,
    volunteering_data,
    words_without_term,
)
from knowledge.volunteering.terms import VOCABULARY, read_terms
from tests.knowledge.records import make_record_of
from tests.standards import standard

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

TODAY = date(2026, 11, 22)
NS = rdflib.Namespace(VOCABULARY)


@pytest.fixture
def session(tmp_path: Path, sqlite_directory: Path) -> Iterator[Session]:
    url = f"sqlite:///{shutil.copy(sqlite_directory, tmp_path / 'signpost.db')}"
    database = create_database(url)
    with database.session() as session:
        yield session
    database.close()


@pytest.fixture
def any_session(directory_url: str) -> Iterator[Session]:
    """The same on each kind of database."""
    database = create_database(directory_url)
    with database.session() as session:
        yield session
    database.close()


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted(standard("volunteering/ttl").glob("*.ttl")):
        if path.name != "skos.ttl":
            graph.parse(path, format="turtle")
    return graph


def opportunity(slug: str = "invented-help", **changes: Any) -> Opportunity:
    return make_record_of(Opportunity, slug=slug, organisation="Invented Org", **changes)


def export(session: Session, **more: Any) -> dict[str, Any]:
    session.flush()
    return volunteering_data(session, TODAY, "Invented Council", **more)


def fill(session: Session) -> None:
    host = make_record_of(Organisation, slug="invented-org", name="Invented Org Ltd")
    host.url = "https://invented.example/"
    helper = opportunity(
        causes=["young people", "wildlife"],
        skills=["listening", "outdoor", "cooking"],
        dbs="enhanced",
        min_age=16,
        max_age=80,
        remote=False,
        commitment="Two hours a week",
        apply_url="https://invented.example/apply",
        how_to_apply="Fill in the form.",
        phone="0116 496 0000",
        ends_on=date(2026, 12, 31),
        is_for_emergencies=True,
        requirements=[f"{VOCABULARY}IDCheck"],
        access_terms=[f"{VOCABULARY}PhysicalAccessibility"],
    )
    helper.modified_at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    session.add_all([host, helper])
    session.flush()
    session.add(Link(record_id=helper.id, role="organisation_id", position=0, target_id=host.id))
    session.add(
        OrganisationIdentifier(
            id=part_id(host.id, "charity"),
            record_id=host.id,
            scheme="GB-CHC",
            kind="Charity Commission",
            identifier="1234567",
        )
    )
    session.add(
        VolunteeringSession(
            id=part_id(helper.id, "one"),
            record_id=helper.id,
            place_name="Invented Hall",
            address="1 Invented Street",
            postcode="LE1 1AA",
            latitude=52.6,
            longitude=-1.1,
            times=[f"{VOCABULARY}MondayAfternoon", f"{VOCABULARY}SaturdayMorning"],
        )
    )


def test_an_opportunity_in_full(any_session: Session) -> None:
    fill(any_session)
    document = export(any_session, licence="OGL-UK-3.0")
    (organisation,) = document["graph"]
    assert organisation["id"] == record_id("invented-org").urn
    assert organisation["name"] == "Invented Org Ltd"
    assert organisation["charityRegistration"][0]["registrationNumber"] == "1234567"
    assert organisation["cause"] == [f"{VOCABULARY}YouthAndChildren", f"{VOCABULARY}Environment"]
    (activity,) = organisation["activity"]
    assert activity["publishEndDate"] == "2026-12-31"
    (role,) = activity["role"]
    assert role["requirement"] == [
        f"{VOCABULARY}{name}" for name in ("DBSCheck", "IDCheck", "OutdoorWorkAbility")
    ]
    assert role["skill"] == [f"{VOCABULARY}ActiveListening"]
    assert (role["minimumAge"], role["maximumAge"]) == (16, 80)
    assert role["allowsRemoteParticipation"] is False
    assert role["description"] == "How to apply: Fill in the form. Telephone: 0116 496 0000."
    (meeting,) = activity["session"]
    assert meeting["location"][0]["address"] == "1 Invented Street, LE1 1AA"
    assert document["license"] == "OGL-UK-3.0"
    assert document["modified"] == "2026-11-01"


def test_what_is_not_known_is_left_out(session: Session) -> None:
    session.add(opportunity())
    document = export(session)
    assert "license" not in document
    (organisation,) = document["graph"]
    assert set(organisation) == {"type", "id", "name", "activity"}
    (activity,) = organisation["activity"]
    assert set(activity) == {"type", "id", "title", "description", "source", "role"}
    assert set(activity["role"][0]) == {"type", "id", "title"}


def test_a_check_that_depends_is_no_requirement(session: Session) -> None:
    session.add(opportunity(dbs="depends"))
    (activity,) = activities_of(export(session))
    assert "requirement" not in activity["role"][0]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "withheld"},
        {"status": "closed"},
        {"lifecycle": "inactive"},
        {"lifecycle": "expired"},
        {"lifecycle": "temporarily closed"},
        {"ends_on": date(2026, 11, 21)},
    ],
)
def test_what_is_not_offered_is_left_out(session: Session, changes: dict[str, Any]) -> None:
    session.add(opportunity(**changes))
    assert export(session)["graph"] == []


def test_a_withheld_organisation_is_only_a_name(session: Session) -> None:
    host = make_record_of(Organisation, slug="invented-org", name="Secret", status="withheld")
    helper = opportunity()
    session.add_all([host, helper])
    session.flush()
    session.add(Link(record_id=helper.id, role="organisation_id", position=0, target_id=host.id))
    assert "Secret" not in json.dumps(export(session))


def read(document: dict[str, Any]) -> rdflib.Graph:
    """Reads a document as any other program would, and takes its named graph for the whole."""
    found = rdflib.Dataset()
    found.parse(data=json.dumps(document), format="json-ld")
    whole = rdflib.Graph()
    for subject, predicate, value, _ in found.quads():
        whole.add((subject, predicate, value))
    return whole


def check(graph: rdflib.Graph, ontology: rdflib.Graph) -> None:
    """Asserts that every property, class, term and time is the standard's own."""
    others = {RDF.type, rdflib.DCTERMS.source}
    properties = set(ontology.subjects(RDF.type, OWL.ObjectProperty)) | set(
        ontology.subjects(RDF.type, OWL.DatatypeProperty)
    )
    # The standard misspells this one where it declares it, and spells it right where it uses it.
    properties |= {NS.accessibility}
    for _, predicate, value in graph:
        assert predicate in properties | others, predicate
        if predicate == RDF.type:
            assert (value, RDF.type, OWL.Class) in ontology, value
        scheme = {
            NS.cause: NS.Cause,
            NS.skill: NS.Skill,
            NS.requirement: NS.Requirement,
            NS.reward: NS.Reward,
            NS.accessibility: NS.Accessibility,
        }.get(rdflib.URIRef(str(predicate)))
        if scheme is not None:
            assert scheme in set(ontology.transitive_objects(value, SKOS.broader)), value
        if predicate == NS.time:
            assert (value, RDF.type, NS.WeekdayTimePeriod) in ontology, value


def test_it_is_the_standard_s_own_vocabulary(session: Session, ontology: rdflib.Graph) -> None:
    fill(session)
    graph = read(export(session, licence="OGL-UK-3.0"))
    check(graph, ontology)
    for kind, count in [("Organisation", 1), ("Activity", 1), ("Role", 1), ("Session", 1)]:
        assert len(list(graph.subjects(RDF.type, NS[kind]))) == count
    (place,) = graph.subjects(RDF.type, NS.Location)
    (latitude,) = graph.objects(place, NS.latitude)
    assert latitude == rdflib.Literal("52.6", datatype=rdflib.XSD.double)


def test_the_standard_s_examples_mean_the_same_under_our_context(ontology: rdflib.Graph) -> None:
    """Our context reads their example: every value that they mean as an address becomes one."""
    example = json.loads(
        (standard("volunteering/examples") / "publishing-example-1.json").read_text("utf-8")
    )
    graph = read({"@context": CONTEXT, "graph": example["graph"]})
    for name in ("cause", "skill", "requirement", "time", "applyLink", "website"):
        values = list(graph.objects(None, NS[name]))
        assert values, name
        assert all(isinstance(value, rdflib.URIRef) for value in values), name


def test_our_context_agrees_with_the_standard_s() -> None:
    theirs = json.loads((standard("volunteering") / "context-v1.jsonld").read_text("utf-8"))
    ours = CONTEXT
    assert ours["@vocab"] == theirs["@context"]["@vocab"]
    for name in ("applyLink", "website", "latitude", "longitude"):
        assert ours[name] == theirs["@context"][name]


def test_every_term_of_ours_is_in_the_taxonomies(ontology: rdflib.Graph) -> None:
    terms = read_terms()
    for table, scheme in [
        (terms.causes, NS.Cause),
        (terms.skills, NS.Skill),
        (terms.requirements, NS.Requirement),
    ]:
        for names in table.values():
            for name in names:
                found = set(ontology.transitive_objects(NS[name], SKOS.broader))
                assert scheme in found, name


@pytest.fixture(scope="module")
def content_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    url = f"sqlite:///{tmp_path_factory.mktemp('content') / 'signpost.db'}"
    upgrade(url)
    database = create_database(url)
    with database.session() as session:
        content = load_content(Path(__file__).parents[3] / "knowledge" / "content")
        replace_content(session, content, "v" * 64, datetime.now(UTC))
        session.commit()
        yield session
    database.close()


def test_the_whole_content_goes_out(content_session: Session, ontology: rdflib.Graph) -> None:
    document = export(content_session)
    check(read(document), ontology)
    offered = {
        item.id.urn
        for item in content_session.query(Opportunity)
        if item.status not in ("withheld", "closed")
    }
    assert {item["id"] for item in activities_of(document)} == offered
    assert len(offered) > 60


def test_every_word_of_the_content_was_looked_up(content_session: Session) -> None:
    assert words_without_term(content_session) == []


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'signpost.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    upgrade(url)
    with create_database(url).session() as session:
        session.add(opportunity(skills=["juggling"]))
        session.commit()
    path = tmp_path / "out" / "opportunities.json"
    assert main(["--out", str(path)]) == 0
    said = capsys.readouterr().out
    assert "1 opportunities of 1 organisations" in said
    assert "juggling" in said
    document = json.loads(path.read_text("utf-8"))
    assert document["publisher"] == "Leicestershire County Council"
    (tmp_path / "file").write_text("")
    assert main(["--out", str(tmp_path / "file" / "x.json")]) == 1
    assert "cannot be written" in capsys.readouterr().err
