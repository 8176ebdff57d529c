import LiaisonCodes
import LiaisonDesk
import LiaisonRoster
import LiaisonText

extension RosterDifference {
    /// The difference for programs: `stations` and `deputies`, each with a list for each sort of change, and
    /// whether those who are gone are retired; `questions` that want an answer; the tokens that end and the open cases
    /// whose deputy or station goes; the reception days whose deputy leaves the station; the posters to print anew.
    func json(_ effects: RosterEffects) -> JSON {
        .members([
            "prune": .bool(prune), "term": .optional(term),
            "stations": .members([
                "added": .array(
                    addedStations.map { .members(["id": .string("\($0.id)"), "name": .string($0.name)]) }),
                "changed": .array(changedStations.map(\.json)),
                "returned": .array(returnedStations.map(\.json)),
                "gone": .array(goneStations.map { .object(CodeHolder.station($0).members) }),
            ]),
            "deputies": .members([
                "added": .array(addedDeputies.map(\.json)),
                "moved": .array(movedDeputies.map(\.json)),
                "changed": .array(changedDeputies.map(\.json)),
                "staying": .array(stayingDeputies.map(\.json)),
                "returned": .array(returnedDeputies.map(\.json)),
                "gone": .array(goneDeputies.map { .object(CodeHolder.deputy($0).members) }),
            ]),
            "questions": .array(questions.map(\.json)),
            "tokens_ended": .array(effects.endedTokens.map(\.json)),
            "tokens_reopened": .array(effects.reopenedTokens.map(\.json)),
            "cases_orphaned": .array(effects.orphanedCases.map(\.json)),
            "reception_duties": .array(effects.lostDuties.map(\.json)),
            "activity_places": .array(effects.lostPlaces.map(\.json)),
            "posters": .array(effects.posters.stations.map(\.json)),
        ])
    }
}

extension PostersToPrint.StationPosters {
    fileprivate var json: JSON {
        .members([
            "station": .string("\(station.id)"), "name": .string(station.name),
            "deputies": .array(deputies.map { .string("\($0.code)") }),
        ])
    }
}

extension RosterDifference.Question {
    fileprivate var json: JSON {
        .members([
            "name": .string(row.name), "station": .string("\(row.station)"),
            "level": .string(row.level.symbol),
            "file": .string(row.place.file), "row": .integer(row.place.row),
            "candidates": .array(candidates.map { .object(CodeHolder.deputy($0).members) }),
        ])
    }
}

extension ImportedDeputy {
    fileprivate var json: JSON {
        .members([
            "id": .optional(id), "name": .string(name), "station": .string("\(station)"),
            "level": .string(level.symbol),
        ])
    }
}

extension RosterDifference.Change<Station> {
    fileprivate var json: JSON {
        .object(CodeHolder.station(after).members + [changes { $0.text(of: $1) }])
    }
}

extension RosterDifference.Change<Deputy> {
    fileprivate var json: JSON {
        .object(CodeHolder.deputy(after).members + [changes { $0.text(of: $1) }])
    }
}

extension RosterDifference.Change {
    fileprivate func changes(_ text: (Holder, RosterColumn) -> String) -> JSON.Member {
        JSON.Member(
            "changes",
            .array(
                fields.map { field in
                    .members([
                        "field": .string(field.rawValue), "before": .string(text(before, field)),
                        "after": .string(text(after, field)),
                    ])
                }))
    }
}
