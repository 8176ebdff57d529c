import LiaisonClient
import LiaisonCodes
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// Acts whose outcome may stay unknown: the connection is lost, the command is killed, the disk fails.
///
/// The idempotency key of each is remembered from before it is sent until a sure answer comes, so that the same command
/// line again does it once. What can't be remembered is done all the same, and that is said.
struct Attempts {
    private let store: AttemptStore?
    private let context: CommandContext

    /// - Parameters:
    ///   - account: What tells the place and who acts there from others.
    ///   - context: The clock, and the user's directories.
    init(of account: String, _ context: CommandContext) {
        let directory = AttemptStore.directory(environment: context.environment)
        store = directory.map { AttemptStore(directory: $0, account: account) }
        self.context = context
    }

    /// Does something that must not be done twice.
    ///
    /// - Parameters:
    ///   - meaning: What it is.
    ///   - key: The key that the command line gives, if it does.
    ///   - act: Does it under a key; told whether it may have been done under it before.
    /// - Returns: What came of it.
    /// - Throws: What kept it from being done; the failure says so when it may have been done all the same.
    func once<Value>(
        _ meaning: Meaning, key: String?,
        _ act: (_ key: String, _ wasSent: Bool) throws(CommandFailure) -> Value
    ) throws(CommandFailure) -> Value {
        // Whoever gives a key gives it again.
        if let key { return try act(key, false) }
        guard let store else {
            context.say("attempt.homeless")
            return try unremembered(act)
        }
        let (attempt, wasOpen): (Attempt, Bool)
        do throws(ClientError) {
            (attempt, wasOpen) = try store.begin(meaning, at: context.clock.now)
            if wasOpen {
                context.say("attempt.resumed", ["time": CaseWords.moment(attempt.at.rfc3339)])
            } else {
                try tellOfOthers(like: meaning, but: attempt, in: store)
            }
        } catch {
            context.say("attempt.unremembered", ["reason": CommandFailure(error).sentence(context.wording)])
            return try unremembered(act)
        }
        do throws(CommandFailure) {
            let value = try act(attempt.key, wasOpen)
            forget(meaning, in: store)
            return value
        } catch {
            guard error.doubt != nil else {
                forget(meaning, in: store)
                throw error
            }
            do throws(ClientError) {
                // Another window may have had a sure answer to the same, and forgotten it for both.
                var last = attempt
                last.at = context.clock.now
                try store.keep(last, as: meaning)
            } catch {
                context.say(
                    "attempt.unremembered", ["reason": CommandFailure(error).sentence(context.wording)])
            }
            throw error
        }
    }

    /// The case of an open attempt whose number ends so, where there is one: after a transfer or a release that was done,
    /// no list has it any more.
    func number(endingIn typed: String, of kind: EventKind) -> CaseNumber? {
        guard let ending = CaseNumberEnding(typed), let store,
            let open = try? store.open(at: context.clock.now)
        else { return nil }
        let numbers = Set(
            open.filter { $0.kind == kind.rawValue }.compactMap(\.number).filter { ending.ends($0) })
        return numbers.count == 1 ? numbers.first : nil
    }

    private func unremembered<Value>(
        _ act: (_ key: String, _ wasSent: Bool) throws(CommandFailure) -> Value
    ) throws(CommandFailure) -> Value {
        let key = RandomBytes.hex(count: 16)
        do throws(CommandFailure) {
            return try act(key, false)
        } catch {
            throw error.doubt == nil ? error : error.inDoubt(.unremembered(key: key))
        }
    }

    /// Says that the same was tried with other words, and may have been done with those.
    private func tellOfOthers(
        like meaning: Meaning, but attempt: Attempt, in store: AttemptStore
    ) throws(ClientError) {
        guard let number = meaning.number else { return }
        let others = try store.open(at: context.clock.now).filter { other in
            other.key != attempt.key && other.kind == meaning.kind && other.number == number
        }
        guard let last = others.first else { return }
        context.say(
            "attempt.other",
            [
                "time": CaseWords.moment(last.at.rfc3339), "case": number.description,
                "kind": Choice<EventKind>(word: meaning.kind).name(context.language),
            ])
    }

    private func forget(_ meaning: Meaning, in store: AttemptStore) {
        do throws(ClientError) {
            try store.forget(meaning)
        } catch {
            context.say("attempt.unforgotten", ["reason": CommandFailure(error).sentence(context.wording)])
        }
    }
}
