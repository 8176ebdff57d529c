import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// One act of each kind that the office can do at the desk, each with something of its own to do it to: what holds of one
/// form has to hold of all.
struct DeskAct {
    /// Of which room it is, and what is done there.
    let name: String
    /// The page with the form, and where it is sent.
    let page: String
    let path: String
    /// What stands in the form and in none before it.
    let marker: String
    /// What is typed and chosen.
    let fields: [(String, String)]
    /// What of that a person has written.
    let words: [String]
}

extension DeskSuite {
    /// All acts, each ready to be done.
    func acts() throws -> [DeskAct] { try caseActs() + roomActs() + entryActs() }

    private func caseActs() throws -> [DeskAct] {
        func act(
            _ kind: String, _ fields: [(String, String)], words: [String], marker: String? = nil,
            after actions: [StaffAction] = [], entered: Bool = false
        ) throws -> DeskAct {
            let number: CaseNumber
            if entered {
                let desk = CaseDesk(CaseView(.office, token: "test", of: desk.site), of: desk.site)
                number = try desk.enter(
                    Intake(station: "\(deputy.station)", text: "来问低保"), key: kind
                ).number
            } else {
                number = try message("路灯不亮", to: deputy.code)
            }
            for (index, action) in actions.enumerated() { try perform(action, on: number, key: "\(index)") }
            let path = "/desk/cases/\(number)"
            return DeskAct(
                name: kind, page: path, path: path, marker: marker ?? self.kind(kind), fields: fields,
                words: words)
        }
        let reason = "写了很多字"
        return [
            try act("replied", [("text", reason)], words: [reason]),
            try act("asked", [("text", reason)], words: [reason]),
            try act("acknowledged", [("grade", "simple")], words: []),
            try act(
                "closed", [("outcome", "suggestion"), ("reference", "第 7 号"), ("text", reason)],
                words: ["第 7 号", reason]),
            try act("extended", [("until", "2026-06-01"), ("text", reason)], words: [reason]),
            try act("assigned", [("unit", "供电所"), ("text", reason)], words: ["供电所", reason]),
            try act("urged", [("text", reason)], words: [reason], after: [StaffAction(.assign(unit: "供电所"))]),
            try act("transferred", [("to", "\(colleague.code)"), ("text", reason)], words: [reason]),
            try act(
                "reopened", [("text", reason)], words: [reason],
                after: [StaffAction(.close(.explained), text: "好")]),
            try act(
                "mistaken", [("text", reason)], words: [reason],
                marker: "name=\"outcome\" value=\"mistaken\"", entered: true),
            try act("erased", [("reason", reason)], words: [reason]),
        ]
    }

    private func roomActs() throws -> [DeskAct] {
        let here = "?station=\(deputy.station)"
        _ = try message("加微信买药", to: deputy.code, suspicion: .trap)
        let notice = try desk.records().postNotice(
            .members(["station": .string("\(deputy.station)"), "title": .string("调研")]), key: "n")
        let number = try #require(notice["notices"]?.elements?.first?["notice"]?.text)
        return [
            DeskAct(
                name: "intake", page: "/desk/intake\(here)", path: "/desk/intake", marker: "name=\"phone\"",
                fields: [
                    ("text", "来问低保"), ("name", "李大妈"), ("phone", "13900001111"), ("answer", "材料给了"),
                ], words: ["来问低保", "李大妈", "13900001111", "材料给了"]),
            DeskAct(
                name: "recorded", page: "/desk/log\(here)", path: "/desk/log", marker: "name=\"duty\"",
                fields: [
                    ("duty", "visit"), ("on", "2025-12-20"), ("deputies", "\(deputy.code)"),
                    ("title", "走访三户"), ("text", "送了米"), ("reference", "第 8 号"),
                ], words: ["走访三户", "送了米", "第 8 号"]),
            DeskAct(
                name: "posted", page: "/desk/notices\(here)", path: "/desk/notices",
                marker: "name=\"places\"",
                fields: [("station", "\(deputy.station)"), ("title", "去灌区"), ("text", "带雨鞋")],
                words: ["去灌区", "带雨鞋"]),
            DeskAct(
                name: "notice withdrawn", page: "/desk/notices/\(number)", path: "/desk/notices/\(number)",
                marker: kind("withdrawn"), fields: [("reason", "发错了")], words: ["发错了"]),
            DeskAct(
                name: "set", page: "/desk/reception\(here)", path: "/desk/reception", marker: kind("set"),
                fields: [("on", "2026-02-20"), ("time", "9:00-11:30"), ("place", "礼堂")], words: ["礼堂"]),
            DeskAct(
                name: "contact", page: "/desk/contacts/\(deputy.code)", path: "/desk/contacts/\(deputy.code)",
                marker: kind("set"), fields: [("channel", "mail"), ("address", "zhang@example.cn")],
                words: ["zhang@example.cn"]),
            DeskAct(
                name: "discarded", page: "/desk/quarantine", path: "/desk/quarantine",
                marker: kind("discarded"), fields: [("text", "像是广告")], words: ["像是广告"]),
            DeskAct(
                name: "slip", page: "/desk/people\(here)", path: "/desk/people", marker: "name=\"slip\"",
                fields: [("slip", Scope.deputy(deputy.code).description)], words: []),
        ]
    }

    private func entryActs() throws -> [DeskAct] {
        let all: [(String, [(String, String)], [String])] = [
            ("approved", [], []), ("rejected", [("reason", "请写清楚")], ["请写清楚"]),
            (
                "amended",
                [
                    ("title", "走访四户"), ("text", "送了油"), ("people", "4"), ("duty", "visit"),
                    ("on", "2025-12-20"), ("deputies", "\(deputy.code)"),
                ],
                ["走访四户", "送了油"]
            ),
            ("withdrawn", [("reason", "登重了")], ["登重了"]), ("erased", [("reason", "本人要求")], ["本人要求"]),
        ]
        return try all.map { kind, fields, words in
            let path = "/desk/log/\(try pending(kind))"
            return DeskAct(
                name: "entry \(kind)", page: path, path: path, marker: self.kind(kind), fields: fields,
                words: words)
        }
    }
}
