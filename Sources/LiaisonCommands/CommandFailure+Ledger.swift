import LiaisonLedger

extension CommandFailure {
    /// Why the ledger didn't do what was asked, and what to do about it.
    package init(_ error: LedgerError) {
        switch error {
        case .storage(let error), .unavailable(let error):
            self.init("cli.ledger.storage", remedy: "cli.ledger.storage.remedy", cause: error)
        case .absent: self.init("cli.ledger.absent", remedy: "cli.ledger.absent.remedy")
        case .refused(let refusal):
            switch refusal {
            case .alreadyReceived: self.init("cli.ledger.already-received")
            case .notAsked: self.init("cli.ledger.not-asked")
            case .closed: self.init("cli.ledger.closed", remedy: "cli.ledger.closed.remedy")
            case .notClosed: self.init("cli.ledger.not-closed")
            case .notAnswered: self.init("cli.ledger.not-answered")
            case .erased: self.init("cli.ledger.erased")
            }
        case .formNumberTaken: self.init("cli.ledger.form-taken", remedy: "cli.ledger.form-taken.remedy")
        case .numbersExhausted: self.init("cli.ledger.numbers")
        case .stopping: self.init("cli.ledger.stopping")
        }
    }
}
