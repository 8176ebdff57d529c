import LiaisonCommands
import LiaisonSystem
import LiaisonText
import TestSupport
import Testing

/// Stores that another release has written: one of before, and one that isn't out yet.
@Suite struct OtherReleaseTests {
    private func run(_ line: String, on store: SampleStore) -> CommandLineRun {
        CommandLineRun(line, environment: ["LIAISON_DATA": store.path, "XDG_RUNTIME_DIR": store.path])
    }

    private func json(_ line: String, on store: SampleStore) throws -> JSON {
        let run = run(line, on: store)
        #expect(run.exitCode == .done)
        return try JSON(parsing: Array(run.output.utf8))
    }

    private func said(_ name: String) throws -> JSON { try JSON(parsing: SampleStore.text(name)) }

    /// That each of the members is the same; later releases may say more.
    private func expect(
        _ now: JSON?, saysWhat before: JSON, _ names: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for name in names {
            #expect(now?[name] == before[name], "\(name)", sourceLocation: sourceLocation)
        }
    }

    static let summary = [
        "case", "station", "to", "channel", "received", "state", "grade", "due", "overdue", "topic",
        "excerpt", "rating",
    ]

    // MARK: A store of the release before

    @Test func listsWhatTheReleaseBeforeListed() throws {
        let store = try SampleStore("before")
        let before = try #require(try said("before.list.json").elements)
        let now = try #require(try json("inbox list --json", on: store).elements)
        #expect(now.count == before.count)
        #expect(now.count == 11)
        for (now, before) in zip(now, before) { expect(now, saysWhat: before, Self.summary) }
    }

    @Test func showsWhatTheReleaseBeforeShowed() throws {
        let store = try SampleStore("before")
        let cases = try #require(try said("before.show.json").elements)
        for before in cases {
            let now = try json("inbox show \(before["case"]?.text ?? "") --json", on: store)
            expect(now, saysWhat: before, Self.summary + ["text", "name", "phone", "photos"])
            let (old, new) = (before["events"]?.elements ?? [], now["events"]?.elements ?? [])
            #expect(new.count == old.count)
            for (now, before) in zip(new, old) { expect(now, saysWhat: before, ["kind", "at", "text"]) }
        }
    }

    @Test func reportsWhatTheReleaseBeforeReported() throws {
        let store = try SampleStore("before")
        let before = try said("before.report.json")
        let now = try json(
            "report --from 2026-11-01 --to 2026-12-31 --as-of 2026-11-30 --json", on: store)
        let names = [
            "received", "by_channel", "acknowledged", "replied", "closed", "overdue",
            "reply_rate",
            "closing_rate", "on_time_rate", "satisfaction", "satisfied", "fair", "dissatisfied", "unrated",
            "erased",
            "quarantined", "transferred_in", "transferred_out", "reopened", "extended",
        ]
        expect(now["totals"], saysWhat: before["totals"] ?? .null, names)
        // There are more outcomes now.
        expect(
            now["totals"]?["by_outcome"], saysWhat: before["totals"]?["by_outcome"] ?? .null,
            ["resolved", "explained", "passed-on", "impossible", "withdrawn"])
        let (old, new) = (before["stations"]?.elements ?? [], now["stations"]?.elements ?? [])
        #expect(new.count == 2)
        for (now, before) in zip(new, old) { expect(now, saysWhat: before, names + ["station", "name"]) }
        expect(now, saysWhat: before, ["from", "to", "topics"])
    }

    @Test func findsTheStoreOfTheReleaseBeforeSound() throws {
        let store = try SampleStore("before")
        let verify = try json("verify --json", on: store)
        #expect(verify["sound"]?.bool == true)
        #expect(verify["newer_lines"]?.integer == 0)
        #expect(run("inbox list", on: store).errors == "")
    }

    // MARK: A store of a release to come

    static let notice = "some of what stands here was written by a newer release of Liaison"

    @Test(arguments: ["inbox list", "report", "inbox export --format json", "inbox list --json"])
    func saysOnceThatANewerReleaseWroteHere(line: String) throws {
        let run = run(line, on: try SampleStore("next"))
        #expect(run.exitCode == .done)
        #expect(run.errors.components(of: Self.notice) == 1)
    }

    @Test func verifiesWhatANewerReleaseWroteByItsChain() throws {
        let store = try SampleStore("next")
        let verify = run("verify", on: store)
        #expect(verify.exitCode == .done)
        #expect(verify.output.contains("17 of these lines were written by a newer release"))
    }

    @Test func showsWhatItDoesNotKnowAsANewerReleases() throws {
        let store = try SampleStore("next")
        let cases = try #require(try json("inbox list --json", on: store).elements)
        let bus = try #require(cases.first { $0["excerpt"]?.text?.hasPrefix("公交车") == true })
        #expect(bus["state"]?.text == "closed")
        let show = run("inbox show \(bus["case"]?.text ?? "")", on: store)
        #expect(show.exitCode == .done)
        #expect(show.output.contains("an event of a newer release: entrusted"))
        #expect(show.output.contains("请尽快核实。"))
        let kinds = try json("inbox show \(bus["case"]?.text ?? "") --json", on: store)["events"]?.elements
        #expect(kinds?.suffix(4).map { $0["kind"]?.text } == ["entrusted", "prompted", "extended", "closed"])
        #expect(cases.contains { $0["channel"]?.text == "wechat" })
        #expect(cases.contains { $0["rating"]?.text == "very-satisfied" })
        #expect(cases.contains { $0["grade"]?.text == "urgent" })
    }

    @Test func reportsCountWhatTheyDoNotKnowUnderItsOwnWord() throws {
        let store = try SampleStore("next")
        let dates = "--from 2026-11-01 --to 2026-12-31 --as-of 2026-11-30"
        let totals = try json("report \(dates) --json", on: store)["totals"]
        #expect(totals?["by_outcome"]?["motion"]?.integer == 1)
        #expect(totals?["by_channel"]?["wechat"]?.integer == 1)
        #expect(totals?["other_ratings"]?["very-satisfied"]?.integer == 1)
        #expect(totals?["satisfied"]?.integer == 0)
        for form in ["text", "csv", "html"] {
            let run = run("report \(dates) --format \(form)", on: store)
            #expect(run.exitCode == .done)
            #expect(run.output.contains("motion (newer release)"), "\(form)")
        }
    }

    @Test func pullsWhatItDoesNotKnowAsAPlainNote() throws {
        let store = try SampleStore("next")
        let run = run("inbox pull --to \(store.path)/mail", on: store)
        #expect(run.exitCode == .done)
        let mails = try Shell.run("cat '\(store.path)'/mail/new/*").output
        #expect(mails.contains("Liaison-Kind: entrusted"))
        #expect(mails.contains("Liaison-Kind: notified"))
        #expect(!mails.contains("Liaison-Kind: recorded"))
    }
}

extension String {
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
