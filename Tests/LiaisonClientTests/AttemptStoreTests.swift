import Foundation
import LiaisonCodes
import LiaisonSystem
import LiaisonText
import Synchronization
import TestSupport
import Testing

@testable import LiaisonClient

/// What is remembered of acts of which no sure answer came.
@Suite struct AttemptStoreTests {
    private let now = Timestamp(milliseconds: 1_766_556_309_123)
    private let number = CaseNumber(
        station: StationID("SS00") ?? { preconditionFailure("a station") }(),
        date: CivilDate(daysSince1970: 20_446), value: 7)

    private func reply(_ text: String) -> Meaning {
        Meaning(kind: "replied", number: number, body: .members(["text": .string(text)]))
    }

    private func inStore(_ body: (AttemptStore, String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/state/liaison/attempts"
            try body(AttemptStore(directory: path, account: "https://a secret"), path)
        }
    }

    @Test func theSameMeaningHasOneKeyUntilItIsForgotten() throws {
        try inStore { store, _ in
            let first = try store.begin(reply("好"), at: now)
            #expect(!first.wasOpen)
            let again = try store.begin(reply("好"), at: now.adding(milliseconds: 60_000))
            #expect(again.wasOpen)
            #expect(again.attempt == first.attempt)
            try store.forget(reply("好"))
            try store.forget(reply("好"))
            let later = try store.begin(reply("好"), at: now)
            #expect(!later.wasOpen)
            #expect(later.attempt.key != first.attempt.key)
        }
    }

    @Test func otherWordsOtherCasesAndOtherAccountsAreOthers() throws {
        try inStore { store, path in
            let first = try store.begin(reply("好"), at: now).attempt
            let question = Meaning(kind: "asked", number: number, body: .members(["text": .string("好")]))
            let other = AttemptStore(directory: path, account: "https://b secret")
            for (store, meaning) in [(store, reply("好的")), (store, question), (other, reply("好"))] {
                let begun = try store.begin(meaning, at: now)
                #expect(!begun.wasOpen)
                #expect(begun.attempt.key != first.key)
            }
            #expect(try store.open(at: now).count == 3)
            #expect(try other.open(at: now).map(\.number) == [number])
        }
    }

    @Test func nobodyElseCanReadItAndItTellsNoWord() throws {
        try inStore { store, path in
            _ = try store.begin(reply("路灯修好了"), at: now)
            let account = try #require(try Files.names(in: path).first)
            let file = try #require(try Files.names(in: "\(path)/\(account)").first)
            #expect(try Files.status(path)?.permissions == 0o700)
            #expect(try Files.status("\(path)/\(account)")?.permissions == 0o700)
            #expect(try Files.status("\(path)/\(account)/\(file)")?.permissions == 0o600)
            let text = String(
                decoding: try Files.read("\(path)/\(account)/\(file)"), as: UTF8.self)
            #expect(!text.contains("路灯") && !(account + file + text).contains("secret"))
        }
    }

    @Test(arguments: [(6, true), (8, false), (-400, true)])
    func itIsRememberedForAWeekAndThroughAClockThatIsSetBack(days: Int64, isRemembered: Bool) throws {
        try inStore { store, _ in
            let first = try store.begin(reply("好"), at: now)
            let later = now.adding(milliseconds: days * 86_400_000)
            #expect(try store.open(at: later).count == (isRemembered ? 1 : 0))
            let again = try store.begin(reply("好"), at: later)
            #expect(again.wasOpen == isRemembered)
            #expect((again.attempt.key == first.attempt.key) == isRemembered)
            // Tried again, it is remembered for another week from then on.
            let sixDays = later.adding(milliseconds: 6 * 86_400_000)
            #expect(try store.begin(reply("好"), at: sixDays).attempt.key == again.attempt.key)
        }
    }

    @Test func oldOnesAreSweptAwayOfEveryAccount() throws {
        try inStore { store, path in
            _ = try store.begin(reply("好"), at: now)
            // The files are as old as this test, so that the sweep goes by a clock of far later.
            let muchLater = Timestamp(milliseconds: 32_000_000_000_000)
            _ = try AttemptStore(directory: path, account: "https://b").begin(reply("好"), at: muchLater)
            #expect(try store.open(at: now).isEmpty)
        }
    }

    @Test func whatOthersMayReadOrChangeIsNotTrusted() throws {
        try inStore { store, path in
            _ = try store.begin(reply("好"), at: now)
            _ = chmod(path, 0o755)
            #expect(throws: ClientError.looseMode(path: path, wanted: 0o700)) {
                try store.begin(reply("好"), at: now)
            }
        }
    }

    @Test(arguments: ["", "{}", #"{"key":"k","kind":"replied","case":"X","at":"2025-12-24T00:00:00Z"}"#])
    func aDamagedRecordIsNamed(content: String) throws {
        try inStore { store, path in
            _ = try store.begin(reply("好"), at: now)
            let account = try #require(try Files.names(in: path).first)
            let file = try #require(try Files.names(in: "\(path)/\(account)").first)
            let damaged = "\(path)/\(account)/\(file)"
            try Files.replace(damaged, with: Array(content.utf8), mode: 0o600)
            #expect(throws: ClientError.damagedFile(path: damaged)) { try store.begin(reply("好"), at: now) }
        }
    }

    @Test func twoWindowsAtOnceGetOneAttempt() throws {
        try inStore { store, _ in
            let keys = Mutex<Set<String>>([])
            try LiaisonSystem.Thread.concurrently(16, threads: 8) { _ in
                guard let key = try? store.begin(reply("好"), at: now).attempt.key else { return }
                keys.withLock { _ = $0.insert(key) }
            }
            #expect(keys.withLock { $0.count } == 1)
        }
    }

    @Test(
        arguments: [
            (["XDG_STATE_HOME": "/s", "HOME": "/h"], "/s/liaison/attempts"),
            (["XDG_STATE_HOME": "s", "HOME": "/h"], "/h/.local/state/liaison/attempts"),
            (["HOME": "/h"], "/h/.local/state/liaison/attempts"), ([:], nil),
        ] as [([String: String], String?)])
    func itStandsWhereTheXDGSpecificationSays(environment: [String: String], path: String?) {
        #expect(AttemptStore.directory { environment[$0] } == path)
    }
}
