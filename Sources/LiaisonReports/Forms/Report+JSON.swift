import LiaisonCodes
import LiaisonRecords
import LiaisonText

extension Report {
    /// The report in the contract's form, with all that ``init(reading:)`` needs to read it back.
    package var json: JSON {
        .object(members(stations: .array(stations.map(\.json)), topics: .array(topics.map(\.json))))
    }

    /// The bytes of ``json``, in which each station and topic is made when it is its turn: a city's take nine megabytes, and
    /// as one value ten times as much.
    package var jsonBytes: [UInt8] {
        var output = [UInt8(ascii: "{")]
        for member in members(stations: .null, topics: .null) {
            if output.count > 1 { output.append(UInt8(ascii: ",")) }
            output.appendJSONString(member.name.utf8)
            output.append(UInt8(ascii: ":"))
            switch member.name {
            case "stations": output.append(arrayOf: stations.lazy.map(\.json))
            case "topics": output.append(arrayOf: topics.lazy.map(\.json))
            default: output.append(member.value)
            }
        }
        output.append(UInt8(ascii: "}"))
        return output
    }

    private func members(stations: JSON, topics: JSON) -> [JSON.Member] {
        [
            .init("from", .string(period.from.iso8601)), .init("to", .string(period.to.iso8601)),
            .init("as_of", .string(asOf.iso8601)), .init("earliest", .optional(earliest?.iso8601)),
            .init("stations", stations), .init("totals", .object(totals.members)), .init("topics", topics),
            .init("words", words?.json ?? .null), .init("organisation", .optional(organisation)),
            .init("below", .bool(includesBranches)),
        ]
    }
}

extension StationReport {
    fileprivate var json: JSON {
        .object(
            [.init("station", .string(station.id.description)), .init("name", .string(station.name))]
                + figures.members)
    }
}

extension ReportFigures {
    fileprivate var members: [JSON.Member] {
        func count(_ figure: Figure) -> JSON.Member { .init(figure.rawValue, .integer(self[figure])) }
        let leading: [Figure] = [.people, .acknowledged, .replied, .answered, .closed, .overdue]
        let rest = Figure.allCases.filter { !leading.contains($0) && $0 != .received }
        return [
            count(.received),
            .init("by_channel", Self.tally(byChannel)),
            .init("by_place", .object(Self.members(byPlace))),
            .init(
                "by_month",
                .array(
                    byMonth.sorted { $0.key < $1.key }.map {
                        .members(["month": .string($0.iso8601), "received": .integer($1)])
                    })),
        ] + leading.map(count) + [
            .init("by_outcome", Self.tally(byOutcome)),
            .init("other_ratings", .object(Self.members(otherRatings))),
            .init("reply_rate", self[.reply].json), .init("answer_rate", self[.answer].json),
            .init("closing_rate", self[.closing].json), .init("on_time_rate", self[.onTime].json),
            .init("satisfaction", self[.satisfaction].json), .init("days_to_answer", answerDays.json),
            .init("days_from_news", newsDays.json),
            .init("closed_on_time_rate", self[.closedOnTime].json), .init("solved_rate", self[.solved].json),
        ] + rest.map(count) + [.init("entries", entries.json)]
    }

    private static func tally<Kind: RawRepresentable<String>>(_ tally: Tally<Kind>) -> JSON {
        .object(
            Kind.allCases.map { JSON.Member($0.rawValue, .integer(tally[$0])) } + members(tally.newer))
    }

    /// Counts by words that only a newer release knows.
    private static func members(_ newer: [String: Int]) -> [JSON.Member] {
        newer.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .integer($0.value)) }
    }
}

extension EntryTally {
    /// Every register that this release knows, and those that a newer one filled.
    fileprivate var json: JSON {
        let known = Register.allCases.map(\.rawValue)
        return .object(
            (known + registers.filter { !known.contains($0) }).map { register in
                JSON.Member(
                    register,
                    .members([
                        "count": .integer(self[register].entries), "people": .integer(self[register].people),
                    ]))
            })
    }
}

extension Rate {
    fileprivate var json: JSON {
        .members([
            "numerator": .integer(numerator), "denominator": .integer(denominator),
            // A tenth of a whole number prints as one decimal: JSON's shortest digits are exact here.
            "percent": tenths.map { .number(Double($0) / 10) } ?? .null,
        ])
    }
}

extension DaysHistogram {
    fileprivate var json: JSON {
        .members([
            "median": quantile(50).map(JSON.integer) ?? .null,
            "p90": quantile(90).map(JSON.integer) ?? .null,
            "histogram": .array(
                cases.sorted { $0.key < $1.key }.map {
                    .members(["days": .integer($0.key), "cases": .integer($0.value)])
                }),
        ])
    }
}

extension TopicCount {
    fileprivate var json: JSON {
        .members([
            "topic": .optional(key.topic), "station": .string(key.station.id.description),
            "name": .string(key.station.name), "month": .string(key.month.iso8601), "count": .integer(count),
        ])
    }
}

extension HotWords {
    fileprivate var json: JSON {
        .members([
            "from": .string(period.from.iso8601), "to": .string(period.to.iso8601),
            "before_from": .string(before.from.iso8601), "before_to": .string(before.to.iso8601),
            "messages": .integer(messages), "messages_before": .integer(messagesBefore),
            "repeated": .integer(repeated), "complete": .bool(isComplete),
            "rising": .array(
                words.map { word in
                    .members([
                        "word": .string(word.word), "count": .integer(word.count),
                        "before": .integer(word.before),
                        "examples": .array(word.examples.map { .string($0.description) }),
                    ])
                }),
        ])
    }
}
