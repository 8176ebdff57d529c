import LiaisonCases

extension CommandFailure {
    /// Why the ledger didn't do what was asked, and what to do about it.
    package init(_ error: LedgerError) {
        switch error {
        case .storage(let error), .unavailable(let error):
            self.init(
                "cli.ledger.storage", ["subject": error.subject ?? error.call],
                remedy: error.isForWantOfSpace
                    ? "cli.ledger.storage.remedy.space"
                    : error.isForWantOfPermission
                        ? "cli.ledger.storage.remedy.permission" : "cli.ledger.storage.remedy",
                cause: error)
        case .spaceShort(let shortage):
            self.init(
                "cli.ledger.space",
                ["free": "\(shortage.available >> 10)", "reserve": "\(shortage.reserve >> 10)"],
                remedy: "cli.ledger.space.remedy")
        case .absent: self.init("cli.ledger.absent", remedy: "cli.ledger.absent.remedy")
        case .refused(let refusal): self.init("cli.ledger.refused", ["reason": refusal.word])
        case .recordRefused(_, let refusal): self.init("cli.ledger.refused", ["reason": refusal.word])
        case .formNumberTaken: self.init("cli.ledger.form-taken", remedy: "cli.ledger.form-taken.remedy")
        case .keyReused: self.init("cli.ledger.refused", ["reason": "key-reused"])
        case .numbersExhausted: self.init("cli.ledger.numbers")
        case .stopping: self.init("cli.ledger.stopping")
        }
    }
}
