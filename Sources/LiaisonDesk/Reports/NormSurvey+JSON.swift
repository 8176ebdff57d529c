import LiaisonRoster
import LiaisonSystem
import LiaisonText

extension NormSurvey {
    /// What `report --norms --json` prints and the API sends: one object for each finding.
    package var json: JSON {
        .array(
            findings.map { finding in
                .members([
                    "norm": .string(finding.norm.rawValue), "station": .string("\(finding.station)"),
                    "deputy": .optional(finding.deputy?.description), "figure": .integer(finding.figure),
                    "limit": .integer(finding.norm.limit),
                    "month": .optional(finding.month.map { String($0.iso8601.prefix(7)) }),
                ])
            })
    }
}

extension DistrictSurvey {
    /// What `report --by district --json` prints and the API sends: one object for each district.
    package var json: JSON {
        .array(
            districts.map { district in
                .members([
                    "district": .string(district.name), "stations": .integer(district.stations),
                    "deputies": .integer(district.deputies), "fewest": .integer(district.fewest),
                    "most": .integer(district.most), "below_norm": .integer(district.tooSmall),
                    "above_norm": .integer(district.tooLarge),
                ])
            })
    }
}
