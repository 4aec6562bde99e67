namespace OrderedBlocks.Plants;

/// <summary>The bugs that the checker is tried on: those that rings and schedulers of this kind are known for.</summary>
public static class PlantCatalog
{
    /// <summary>In the order of the pairs in docs/memory-model.md, then the others.</summary>
    public static IReadOnlyList<Plant> All { get; } =
    [
        new(
            "state-without-position",
            "a slot's state says the phase only, so the last lap's is taken for this lap's",
            "ring-1-1-c1",
            new Edit("SlotState", "=> position.Word | (long)phase;", "=> (long)phase;")) { IsLong = true },
        new(
            "worker-wake-up-producer",
            "the producer takes its position without a locked instruction, and looks for a sleeping worker before others see it",
            "post",
            new Edit(
                "TailCursor",
                "public long TryTake(long word) => _word.CompareExchange(word + Position.Step, word);",
                "public long TryTake(long word) { _word.Write(word + Position.Step); return word; }")) { IsLong = true },
        new(
            "reserved-wake-up-producer",
            "a fetched message is published without a fence before the look for a sleeping worker",
            "fetch",
            new Edit(
                "OrderedRing",
                "slot.State.PublishWithFullFence(position, Phase.Admitted);",
                "slot.State.Publish(position, Phase.Admitted);")) { IsLong = true },
        new(
            "worker-wake-up-worker",
            "a worker counts itself out without a locked instruction, and looks for work before others see it",
            "post-pause",
            new Edit(
                "WorkerCounts",
                "public void Leave() => _counts.Add(-OneActive - OneSearching);",
                "public void Leave() => _counts.Write(_counts.Read() - OneActive - OneSearching);")) { IsLong = true },
        new(
            "head-release-worker",
            "a lone item is published without a fence before the look at the head",
            "post-look",
            new Edit(
                "OrderedRing",
                "slot.State.PublishWithFullFence(position, Phase.Completed);",
                "slot.State.Publish(position, Phase.Completed);")) { IsLong = true },
        new(
            "head-release-run",
            "the fence between the states of a run and the look at the head is missing",
            "post-look-2",
            new Edit("Worker.EndRun", "Fence.Full();", "")) { IsLong = true },
        new(
            "head-release-releaser",
            "the fence between leaving the output lock and the look at the head is missing",
            "post-2-workers",
            new Edit("LinkedOutput", "_lock.Exit(); Fence.Full();", "_lock.Exit();")) { IsLong = true },
        new(
            "sender-wake-up-sender",
            "a sender raises the gate without a locked instruction, and looks for room before others see it",
            "send",
            new Edit(
                "TailCursor",
                "long seen = _word.CompareExchange(word | Gated, word);",
                "long seen = word; _word.Write(word | Gated);")) { IsLong = true },
        new(
            "sender-wake-up-receiver",
            "the fence between a receiver's leaving the output lock and its look at the gate is missing",
            "send-receive",
            new Edit("LinkedOutput.ExitFromOutside", "Fence.Full();", "")) { IsLong = true },
        new(
            "link-wake-up-link",
            "a new link looks at the head before it is in the list",
            "link",
            new Edit("LinkedOutput", "_hasUnoffered.Set(true);", "_hasUnoffered.Set(had);"),
            new Edit(
                "LinkedOutput",
                "_links.Add(link, linkOptions.Append);",
                "bool had = _outputs.LookAtHead() == OrderedBlocks.Ring.HeadStatus.Completed; _links.Add(link, linkOptions.Append);")) { IsLong = true },
        new(
            "deferred-release-timer",
            "the timer's flag is lowered after the look, not before",
            "held-up",
            new Edit("DeferredWorkTimer", "_isSet.LowerAndFence(); _owner.OnTick();", "_owner.OnTick(); _isSet.LowerAndFence();")) { IsLong = true },
        new(
            "gate-given-up",
            "a compare-and-swap on the gate that fails is taken for success",
            "send-3",
            new Edit("TailCursor", "if (seen == word) { return true;", "if (true) { return true;")) { IsLong = true },
        new(
            "no-second-look",
            "whoever leaves the output lock does not look whether something came meanwhile",
            "post-2-workers",
            new Edit("LinkedOutput", "if (!NeedsAttention()) { return; } released", "if (released >= 0) { return; } released")) { IsLong = true },
        new(
            "no-second-transfer",
            "whoever ends a transfer does not look for another one",
            "send-receive-3",
            new Edit(
                "RingInput",
                "while (HasRoomForSenders && _transferRuns.TryRaise())",
                "if (HasRoomForSenders && _transferRuns.TryRaise())")) { IsLong = true },
        new(
            "no-look-after-leaving",
            "a worker leaves without looking for work once more",
            "post-pause",
            new Edit("WorkerGroup", "if (HasWork && _workerCounts.TryStartWorkerFor(ExcusedForHead))", "if (false)")) { IsLong = true },
        new(
            "last-searcher-silent",
            "the last searcher that finds something does not wake the next worker",
            "meet",
            new Edit("Worker", "if (_group.Counts.EndSearch() && _group.HasWork)", "if (_group.Counts.EndSearch() && false)")) { IsLong = true },
        new(
            "closed-outside-tail",
            "a position is taken whether the tail was closed meanwhile or not",
            "ring-close",
            new Edit(
                "TailCursor",
                "public long TryTake(long word) => _word.CompareExchange(word + Position.Step, word);",
                """
                public long TryTake(long word)
                {
                    long now = _word.Read();
                    while (((now ^ word) & ~Closed) == 0)
                    {
                        long seen = _word.CompareExchange(now + Position.Step, now);
                        if (seen == now)
                        {
                            return word;
                        }

                        now = seen;
                    }

                    return now;
                }
                """)) { IsLong = true },
        new(
            "hole-after-failed-fetch",
            "a position whose message was gone when it was fetched is left without a state",
            "drop-void",
            new Edit("RingInput", "_ring.CancelReservation(position);", "")) { IsLong = true },
        new(
            "known-limit-ahead",
            "the producers' copy of the limit runs one ahead of the truth",
            "ring-1-1-c1",
            new Edit(
                "OrderedRing",
                "Position limit = ReadLimit(); _tail.KnownLimit",
                "Position limit = ReadLimit() + 1; _tail.KnownLimit")) { IsLong = true },
        new(
            "skips-lowered-late",
            "the releaser moves the head past a skipped position before it lowers the skips",
            "ring-places",
            new Edit(
                "OrderedRing",
                "_gaps.Skips.Add(-1); MoveHead(head.Next); break;",
                "MoveHead(head.Next); _gaps.Skips.Add(-1); break;")) { IsLong = true },
        new(
            "claim-unpublished",
            "a worker trusts the tail and claims a position that is not published yet",
            "ring-1-1-c2",
            new Edit(
                "OrderedRing",
                "if (Unsafe.IsNullRef(ref slot) || !IsClaimable(position, slot.State.Read()))",
                "if (Unsafe.IsNullRef(ref slot) || !position.IsBefore(Position.FromWord(_tail.Read())))")) { IsLong = true },
        new(
            "claimed-twice",
            "two workers that meet at the claim cursor both take the item",
            "ring-1-2-c3",
            new Edit(
                "OrderedRing",
                "long seen = count > 0 ? _claim.CompareExchange((first + count).Word, claim) : _claim.Read();",
                "long seen = _claim.Read(); if (count > 0 && seen == claim) { _claim.Write((first + count).Word); }")) { IsLong = true },
        new(
            "output-after-state",
            "an item is published as completed before its output is there",
            "ring-1-1-c1",
            new Edit(
                "OrderedRing",
                "slot.Output = output; slot.State.PublishWithFullFence(position, Phase.Completed);",
                "slot.State.PublishWithFullFence(position, Phase.Completed); slot.Output = output;")) { IsLong = true },
        new(
            "cut-after-skip",
            "a failed position is skipped before the output is cut there",
            "failure",
            new Edit(
                "Worker",
                "_ring.TruncateAt(EndOf(position)); _group.Hub.OnFailed(position, errors); Skip(position);",
                "_ring.Skip(position); _ring.TruncateAt(position); _group.Hub.OnFailed(position, errors);")) { IsLong = true },
        new(
            "block-end-worker",
            "a worker that has finished an item does not look whether the block was abandoned meanwhile",
            "failure-running",
            new Edit("Worker", "if (isReleaseDue || _lifeCycle.IsAbandoned)", "if (isReleaseDue)"),
            new Edit("Worker", "if (_lifeCycle.IsAbandoned || _ring", "if (_ring")) { IsLong = true },
        new(
            "segment-retired-early",
            "a segment is retired when the head comes to its last position",
            "ring-segments",
            new Edit(
                "SlotSegments",
                "if (position.SlotIndex(SectionLength - 1) == 0)",
                "if ((position + 1).SlotIndex(SectionLength - 1) == 0)"),
            new Edit(
                "SlotSegments",
                "EntryOf(NumberOf(head + -1)).Read() is { } segment && segment.End == head",
                "EntryOf(NumberOf(head)).Read() is { } segment && segment.End == head + 1")) { IsLong = true },
        new(
            "segment-of-the-past",
            "a producer with an outdated tail puts a retired segment in again",
            "ring-segments-2",
            new Edit("SlotSegments", "if (position.IsBefore(_oldest))", "if (false)")) { IsLong = true },
        new(
            "segment-overlaps",
            "a long segment is put in where one of its later sections has another segment",
            "ring-segments-long",
            new Edit(
                "SlotSegments",
                "for (int section = 0; section < segment.Sections; section++) { if",
                "for (int section = 0; section < 1; section++) { if")) { IsLong = true },
        new(
            "flag-lowered-late",
            "a scheduled release lowers its flag after its work instead of before",
            "send-receive-3",
            new Edit(
                "RingInput",
                "_transferIsScheduled.LowerAndFence(); Transfer();",
                "Transfer(); _transferIsScheduled.LowerAndFence();")) { IsLong = true },
        new(
            "flag-lowered-unfenced",
            "a flag is lowered without a fence before the look that follows",
            "held-up-late",
            new Edit(
                "AtomicFlag",
                "public void LowerAndFence() => _word.Exchange(0);",
                "public void LowerAndFence() => _word.Write(0);")) { IsLong = true },
        new(
            "limit-skips-first",
            "whoever computes the limit reads the skips before the head",
            "ring-places",
            new Edit(
                "OrderedRing",
                "Position head = Position.FromWord(_head.Read()); return head + (_capacity + Math.Clamp(_gaps.Skips.Read(), 0, _slack));",
                "long skips = _gaps.Skips.Read(); return Position.FromWord(_head.Read()) + (_capacity + Math.Clamp(skips, 0, _slack));")) { IsLong = true },
        new(
            "head-before-output",
            "the releaser moves the head before it clears the slot's output",
            "ring-segments",
            new Edit(
                "OrderedRing",
                "SlotOf(head).Output = default!; } MoveHead(head.Next);",
                "MoveHead(head.Next); SlotOf(head).Output = default!; }")) { IsLong = true },
        new(
            "head-release-consumer",
            "the fence between letting go of the output and the look at the head is missing on the side that consumes",
            "consume-2-workers",
            new Edit("ConsumedOutput", "_isHeld.LowerAndFence(); Hub", "_isHeld.Set(false); Hub")) { IsLong = true },
        new(
            "no-second-look-consumer",
            "whoever has consumed does not look whether something came meanwhile",
            "consume-2-workers",
            new Edit("ConsumedOutput", "return NeedsAttention(); } EnsureReleaseScheduled();", "return false; } EnsureReleaseScheduled();")) { IsLong = true },
        new(
            "wait-without-number",
            "a source's exception ends whatever is waited for by then",
            "await",
            new Edit(
                "Awaiting",
                "private bool TryEnd(long wait) => _wait.CompareExchange(wait + 1, wait) == wait;",
                "private bool TryEnd(long wait) => (wait = _wait.Read()) % 2 != 0 && _wait.CompareExchange(wait + 1, wait) == wait;")),
        new(
            "pending-let-go",
            "the output is let go of while the delegate's task is pending",
            "consume-pending",
            new Edit("ConsumedOutput", "Wait(); return false;", "Wait(); _isHeld.LowerAndFence(); return false;")) { IsLong = true },
        new(
            "consumed-after-failure",
            "what is ready is consumed though the block is abandoned",
            "consume-failure",
            new Edit(
                "ConsumedOutput.Run",
                "if (LifeCycle.IsAbandoned) {",
                "if (LifeCycle.IsAbandoned && !_ring.TryPeek(out _))\n            {\n                // Nothing is consumed any more.")) { IsLong = true },
        new(
            "sender-wake-up-consumer",
            "the fence between an item's leaving and the look for senders before the next one is consumed is missing",
            "consume-send-held-up-2",
            new Edit("ConsumedOutput", "Fence.Full(); if (!_ring.IsGated)", "if (!_ring.IsGated)")) { IsLong = true },
        new(
            "task-over-unfenced",
            "the end of a pending task is noted without a fence before the look whether the block is abandoned; and whoever abandons it asks for no empty batches, which would be the fence",
            "consume-fault-stopped",
            new Edit("ConsumedOutput", "_isTaskOver.TryRaise();", "_isTaskOver.Set(true);"),
            new Edit(
                "WorkerGroup",
                "if (worker is not null) { StealRest",
                "if (worker is not null && worker.Batch.TryReadNext(out _)) { StealRest")) { IsLong = true },
        new(
            "end-waits-for-the-scheduler",
            "whoever abandons the block does not look for a pending task that is over",
            "consume-fault-stopped",
            new Edit("ConsumedOutput", "return _isTaskOver.IsUp && LifeCycle.IsAbandoned;", "return false;")) { IsLong = true },
        new(
            "range-overfills",
            "a range is admitted whole where there is room for its first item",
            "ring-range",
            new Edit(
                "OrderedRing",
                "return (int)Math.Clamp(limit - position, 0, max);",
                "return limit - position > 0 ? max : 0;")) { IsLong = true },
        new(
            "range-without-cas",
            "a range's positions are taken without a compare-and-swap, so that another producer may have them, too",
            "ring-range-c4",
            new Edit(
                "TailCursor",
                "public long TryTakeRange(long word, int count) => _word.CompareExchange(word + (count * Position.Step), word);",
                "public long TryTakeRange(long word, int count) { _word.Write(word + (count * Position.Step)); return word; }")) { IsLong = true },
        new(
            "range-past-closing",
            "a range's positions are taken whether the tail was closed meanwhile or not",
            "ring-range-close",
            new Edit(
                "TailCursor",
                "public long TryTakeRange(long word, int count) => _word.CompareExchange(word + (count * Position.Step), word);",
                "public long TryTakeRange(long word, int count) { _word.Add(count * Position.Step); return word; }")) { IsLong = true },
        new(
            "range-one-segment",
            "only the first position of a range is sure to have a slot",
            "ring-range-segments",
            new Edit("OrderedRing", "Ensure(first, count); if", "Ensure(first, 1); if")) { IsLong = true },
        new(
            "trim-unfrozen",
            "the tail is not frozen while pages are taken away",
            "ring-trim",
            new Edit("OrderedRing", "if (_tail.TryFreeze(head))", "if (_tail.Read() == head.Word)")) { IsLong = true },
        new(
            "trim-unheeded",
            "a producer takes positions of a frozen tail",
            "ring-trim",
            new Edit("OrderedRing", "(TailCursor.Closed | TailCursor.Frozen | gate)", "(TailCursor.Closed | gate)"),
            new Edit("OrderedRing", "if ((word & TailCursor.Frozen) != 0)", "if (false)")) { IsLong = true },
        new(
            "trim-range-forgotten",
            "the trimmer keeps the page at the tail alone, though a producer may have looked for a range's",
            "ring-trim",
            new Edit("SlotPages", "int kept = ((index + SlotCounts.LongestRange - 1) >> s_shift) - first + 1;", "int kept = 1;")) { IsLong = true },
        new(
            "trim-section-forgotten",
            "the trimmer keeps the section at the tail alone, though a producer may have looked for a range's",
            "ring-trim-segments",
            new Edit("SlotSegments", "Position end = tail + SlotCounts.LongestRange;", "Position end = tail.Next;")) { IsLong = true },
        new(
            "range-published-first",
            "an item of a range is published before it is in its slot",
            "ring-range",
            new Edit(
                "OrderedRing.TryAdmitRange",
                "slot.Input = item;",
                "slot.State.Publish(position, Phase.Admitted); slot.Input = item;")) { IsLong = true },
        new(
            "attachment-published-first",
            "an item is published before what travels with it is there",
            "ring-attachments",
            new Edit(
                "OrderedRing",
                "slot.Input = item; AttachmentOf(position)",
                "slot.Input = item; slot.State.Publish(position, Phase.Admitted); AttachmentOf(position)")) { IsLong = true },
        new(
            "attachment-kept-late",
            "the releaser moves the head before it lets go of what travelled with the item",
            "ring-attachments",
            new Edit(
                "OrderedRing",
                "ForgetAttachmentsBefore(head); } _head.Write(head.Word);",
                "Position left = Position.FromWord(_head.ReadOwn()); _head.Write(head.Word); AttachmentOf(left).Value = null; } _head.Write(head.Word);")) { IsLong = true },
        new(
            "range-silent",
            "nobody looks for a sleeping worker after a range",
            "post-range",
            new Edit("RingInput", "accepted += count; _hub.OnAdmitted();", "accepted += count;")) { IsLong = true },
        new(
            "run-removed-whole",
            "the source removes all it has shown to its target, whatever that has taken",
            "run-2",
            new Edit("LinkedOutput", "_outputs.PopRange(taken);", "_outputs.PopRange(run.Length);")) { IsLong = true },
        new(
            "run-silent",
            "nobody looks for a sleeping worker of the target after a run",
            "run",
            new Edit("LinkedOutput", "target.OnAdmitted();", "")) { IsLong = true },
        new(
            "batch-unfenced",
            "whoever asks for the rest of a batch makes no fence for the owner",
            "batch",
            new Edit("Batch", "Fence.ProcessWide();", "")) { IsLong = true },
        new(
            "batch-owner-blind",
            "the owner of a batch does not look whether it is asked for the rest",
            "batch",
            new Edit(
                "Batch",
                "_cursor.TryStep(out position) && (!_cursor.IsStealRequested || IsStillOwn(position));",
                "_cursor.TryStep(out position);")) { IsLong = true },
        new(
            "batch-end-first",
            "whoever takes the rest of a batch reads its end before the next position",
            "batch",
            new Edit(
                "Batch",
                "if (_cursor.TryReadNext(out Position first))",
                "Position before = _cursor.End; if (_cursor.TryReadNext(out Position first))"),
            new Edit("Batch", "stolen.Add(first, _cursor.End);", "stolen.Add(first, before);")) { IsLong = true },
        new(
            "batch-moved-late",
            "the owner of a batch can hear that he has lost the rest before it is among the stolen items",
            "batch-left",
            new Edit(
                "Batch",
                "stolen.Add(first, _cursor.End);",
                "Position end = _cursor.End; _lock.Exit(); stolen.Add(first, end); _lock.Enter();")) { IsLong = true },
        new(
            "batch-asked-no-more",
            "whoever has taken the rest of a batch asks no more, before the owner knows",
            "batch",
            new Edit("Batch", "_takenFrom = first;", "_takenFrom = first; _cursor.SetStealRequested(false);")) { IsLong = true },
        new(
            "batch-unwatched",
            "who begins a batch does not set the timer",
            "batch-held-up",
            new Edit("Worker", "Fence.Full(); _group.DeferredWork.Set();", "")) { IsLong = true },
        new(
            "batch-watched-once",
            "the timer is not set again while there are batches",
            "batch-held-up",
            new Edit("WorkerGroup", "if (anyOpen)", "if (!anyOpen && anyOpen)")) { IsLong = true },
        new(
            "deferred-batch",
            "the fence between the beginning of a batch and the look at the timer is missing",
            "batch-held-up-late",
            new Edit("Worker", "Fence.Full(); _group.DeferredWork.Set();", "_group.DeferredWork.Set();")) { IsLong = true },
        new(
            "stolen-unfenced",
            "who opens the rest of a batch looks for a worker before others can see it",
            "batch-held-up",
            new Edit(
                "WorkerGroup",
                "Fence.Full(); if (LifeCycle.IsAbandoned) { while (StolenItems",
                "if (LifeCycle.IsAbandoned) { while (StolenItems")) { IsLong = true },
        new(
            "stolen-silent",
            "who opens the rest of a batch looks for no worker",
            "batch-held-up",
            new Edit("WorkerGroup", "else { Notify(); } }", "}\n\n    /// <summary>\n    /// Drops everything")) { IsLong = true },
        new(
            "stolen-no-work",
            "a worker that leaves does not look for stolen items",
            "batch-held-up",
            new Edit("WorkerGroup", "=> StolenItems.Count != 0 || Ring", "=> Ring")) { IsLong = true },
        new(
            "in-order-unattended",
            "whoever leaves the output lock does not look whether the output has come to a failed item meanwhile",
            "in-order",
            new Edit("LinkedOutput", "|| (head == HeadStatus.Truncated && LifeCycle.IsFailingInOrder);", ";")) { IsLong = true },
        new(
            "in-order-at-once",
            "a block that fails in order is faulted before what comes before the failed item is out",
            "in-order-running",
            new Edit("BlockCore", "if (LifeCycle.IsAbandoned) { Abandon(); }", "if (LifeCycle.TryEndFailing()) { Abandon(); }")) { IsLong = true },
        new(
            "in-order-drops-earlier",
            "a block that fails in order drops what is not started, whether it comes before the failed item or behind it",
            "in-order",
            new Edit(
                "Worker",
                "_lifeCycle.DropsItems && (_lifeCycle.IsAbandoned || _ring.IsTruncated(position));",
                "_lifeCycle.DropsItems;")) { IsLong = true },
        new(
            "in-order-cut-once",
            "the output stays cut at the item that failed first, though an earlier one fails after it",
            "in-order-2",
            new Edit(
                "OrderedRing",
                "while (truncatedAt == Gaps.NotTruncated || position.IsBefore(Position.FromWord(truncatedAt)))",
                "while (truncatedAt == Gaps.NotTruncated)")) { IsLong = true },
        new(
            "limit-before-state",
            "a worker looks whether there are too many before it has seen the item's state, not after it",
            "pause",
            new Edit(
                "OrderedRing",
                "int count = CountClaimable(first, max); if (count > 0 && counts is { ExceedsLimit: true })",
                "bool isTooMany = counts is { ExceedsLimit: true }; int count = CountClaimable(first, max); if (count > 0 && isTooMany)")) { IsLong = true },
        new(
            "limit-after-claim",
            "a worker looks whether there are too many after it has claimed an item, and leaves it to the others",
            "lower-in-order",
            new Edit("OrderedRing", "if (count > 0 && counts is { ExceedsLimit: true })", "if (false)"),
            new Edit(
                "Worker",
                "BeginRun(); if (count > 1)",
                """
                        if (_keyed is null && _group.Counts.ExceedsLimit)
                        {
                            _group.StolenItems.Add(position, position + count);
                            return false;
                        }

                        BeginRun();
                        if (count > 1)
                """)) { IsLong = true },
        new(
            "raise-silent",
            "nobody looks for work after the limit was raised",
            "pause",
            new Edit("BlockCore", "Register(); _workers.LookForWork();", "Register();")) { IsLong = true },
        new(
            "raise-blind-to-stolen items",
            "who looks for work after the limit was raised does not see what was left of a batch",
            "batch-pause",
            new Edit(
                "WorkerGroup",
                "public void LookForWork() { if (HasWork)",
                "public void LookForWork() { if (Ring.LookForWork() != WorkStatus.None)")) { IsLong = true },
        new(
            "surplus-silent",
            "a worker that leaves because there are too many does not look for work once more",
            "pause",
            new Edit("WorkerGroup", "_workerCounts.Leave();", "bool isTooMany = _workerCounts.ExceedsLimit; _workerCounts.Leave();"),
            new Edit(
                "WorkerGroup",
                "if (HasWork && _workerCounts.TryStartWorkerFor(ExcusedForHead))",
                "if (!isTooMany && HasWork && _workerCounts.TryStartWorkerFor(ExcusedForHead))")) { IsLong = true },
        new(
            "failures-unserved",
            "who receives a failure does not give the room to a failed item that waits",
            "skip-receive",
            new Edit(
                "FailureQueue",
                "void IOutputHub.OnTakenFromOutside() => Serve();",
                "void IOutputHub.OnTakenFromOutside() { }")) { IsLong = true },
        new(
            "failures-abandoned",
            "failed items that wait for room are not told that the block is abandoned",
            "skip-fault",
            new Edit("FailureQueue", "_isClosing = true; } Serve();", "_isClosing = true; }")) { IsLong = true },
        new(
            "failures-wait-unlinked",
            "failed items go on waiting for room when nobody is linked any more",
            "skip-unlink",
            new Edit("FailureQueue", "if (!_isClosing && _source.IsLinked) { return false;", "if (!_isClosing) { return false;")) { IsLong = true },
        new(
            "failures-links-silent",
            "failed items that wait for room are not told that the last target has gone",
            "skip-unlink",
            new Edit(
                "FailureQueue",
                "void IOutputHub.OnLinksGone(Refusal? refusal) => Serve();",
                "void IOutputHub.OnLinksGone(Refusal? refusal) { }"),
            new Edit(
                "FailureQueue",
                "void IOutputHub.OnTakenFromOutside() => Serve();",
                "void IOutputHub.OnTakenFromOutside() { if (_ring.Room > 0) { Serve(); } }")) { IsLong = true },
        new(
            "failures-lost-uncounted",
            "a failure that waited and got no room is not counted as lost",
            "skip-unlink",
            new Edit("FailureQueue", "_lost.Add(1); } return true;", "} return true;")) { IsLong = true },
        new(
            "failures-lost-by-share",
            "a failure that finds no link any more is lost, whatever room the last link has made",
            "skip-share",
            new Edit("FailureQueue", "if (!TryKeep(failure)) { _lost", "{ _lost")) { IsLong = true },
        new(
            "failures-link-before-head",
            "a link that has had its share goes before the head that it has taken",
            "skip-share",
            new Edit(
                "LinkedOutput",
                "_outputs.Pop(); OnRemoved(1, taker);",
                "if (taker is not null) { _links.CountTaken(taker, 1); } _outputs.Pop(); OnRemoved(1);")) { IsLong = true },
        new(
            "failures-room-outside-lock",
            "a failure waits by a look for room that it made before it entered the lock",
            "skip-receive-2-workers",
            new Edit(
                "FailureQueue",
                "using (Uninterrupted.Enter(_lock)) { if (_waiting.Count > 0 || !TryKeepOrLose(failure))",
                "bool hasRoom = _ring.Room > 0; using (Uninterrupted.Enter(_lock)) { if (_waiting.Count > 0 || !hasRoom || !TryKeepOrLose(failure))"),
            new Edit("FailureQueue", "Fence.Full(); Serve();", "Fence.Full();")) { IsLong = true },
        new(
            "gone-unheard",
            "nobody is told that the last target has declined for good",
            "gone-fault",
            new Edit("LinkedOutput", "if (notifications.AreLinksGone)", "if (false)")) { IsLong = true },
        new(
            "gone-unheard-from-outside",
            "nobody is told, if the target declines where it is linked",
            "gone-link",
            new Edit("LinkedOutput", "Notify(notifications); Hub.OnTakenFromOutside();", "Hub.OnTakenFromOutside();")) { IsLong = true },
        new(
            "gone-open-only",
            "a block that is completing does not stop when its last target has declined for good",
            "gone-complete",
            new Edit(
                "LifeCycle",
                "TryAdvance(LifeCycleState.Stopping, from: LifeCycleState.Completing)",
                "TryAdvance(LifeCycleState.Stopping, from: LifeCycleState.Open)")) { IsLong = true },
        new(
            "key-entered-late",
            "an item is claimed and entered into its key's queue in two steps, between which another worker can come",
            "key-meanwhile",
            new Edit("KeyScheduler", "KeyQueue queue = _table.Enter", "_lock.Exit(); _lock.Enter(); KeyQueue queue = _table.Enter")) { IsLong = true },
        new(
            "key-not-left",
            "a worker that is done with an item does not leave its key's queue",
            "key",
            new Edit("KeyScheduler", "_table.Leave(queue);", "")) { IsLong = true },
        new(
            "key-in-work-ignored",
            "an item whose key is taken is started all the same",
            "key",
            new Edit("KeyScheduler", "if (isNew)", "if (isNew || true)")) { IsLong = true },
        new(
            "key-held-in-release",
            "a worker stays in its item's queue while it releases the output",
            "key-held-up",
            new Edit("Worker.AfterItem", "LeaveKeyQueue();", "")) { IsLong = true },
        new(
            "key-ready-unannounced",
            "a worker that leaves a key's queue and does not take its next item tells nobody of it",
            "key-held-up",
            new Edit("KeyScheduler", "_group.DeferredWork.Set(); } else { _group.Notify();", "} else {")) { IsLong = true },
        new(
            "key-ready-unwatched",
            "the timer does not look at the items that have become ready",
            "key-held-up-cheap",
            new Edit("WorkerGroup", "if (Keyed is { HasReady: true }) { Notify(); }", "")) { IsLong = true },
        new(
            "key-ready-no-work",
            "a worker that leaves does not look at the items that have become ready",
            "key-held-up",
            new Edit("WorkerGroup", "|| Keyed is { HasReady: true };", ";")) { IsLong = true },
        new(
            "key-wake-up",
            "an item that has become ready is told of without a fence before the look for a sleeping worker",
            "key-held-up",
            new Edit("KeyScheduler", "Fence.Full();", "")) { IsLong = true },
        new(
            "key-parked-forgotten",
            "what is parked in a block that is abandoned is not dropped",
            "key-fault",
            new Edit("KeyScheduler", "positions = _table.TakeAll();", "positions = [];")) { IsLong = true },
        new(
            "key-parked-after-end",
            "an item is parked in a block that is abandoned",
            "key-fault",
            new Edit(
                "KeyScheduler",
                "if (_lifeCycle.IsAbandoned || (_lifeCycle.IsFailingInOrder",
                "if ((_lifeCycle.IsFailingInOrder")) { IsLong = true },
        new(
            "key-not-put-back",
            "a worker that is one too many leaves the item it has taken to nobody",
            "key-pause",
            new Edit("KeyScheduler", "_table.PutBack(queue, position);", "")) { IsLong = true },
        new(
            "stream-release",
            "an output is published without a fence before the look at the head",
            "many-look",
            new Edit("OutputEnumeration", "Fence.Full();", "")) { IsLong = true },
        new(
            "many-silent",
            "who has published an output does not look at the head",
            "many-look",
            new Edit("OutputEnumeration", "if (_ring.Head == Position) { _group", "if (Position.IsBefore(_ring.Head)) { _group")) { IsLong = true },
        new(
            "quiet-recall",
            "the timer makes no fence for those whom it recalls",
            "many",
            new Edit("ManyTransform", "Fence.ProcessWide();", "")) { IsLong = true },
        new(
            "output-room-waits",
            "who waits for room for his outputs does not look for some once more",
            "many-room-1",
            new Edit("ManyTransform", "Fence.Full(); Look();", "")) { IsLong = true },
        new(
            "output-room-taken",
            "who has received an output does not look whether somebody waits for its room",
            "many-room",
            new Edit(
                "BlockCore",
                "_room?.Look(); _input.OnRoomFromOutside(); } void IOutputHub",
                "_input.OnRoomFromOutside(); } void IOutputHub")) { IsLong = true },
        new(
            "channel-version",
            "who ends a wait does not look which wait it is",
            "write-send",
            new Edit(
                "PooledAsyncOperation",
                "long word = WordOf(version, Armed);",
                "version = _word.Read() / OneVersion; long word = WordOf(version, Armed);")) { IsLong = true },
        new(
            "channel-plain-claim",
            "a wait is ended by a look and a write, between which another can end it",
            "write",
            new Edit(
                "PooledAsyncOperation",
                "return _word.CompareExchange(WordOf(version, Ended), word) == word;",
                "if (_word.Read() != word) { return false; } _word.Write(WordOf(version, Ended)); return true;")) { IsLong = true },
        new(
            "channel-plain-arm",
            "an operation is armed although its token has ended it in the registration",
            "write",
            new Edit(
                "PooledAsyncOperation",
                "return _word.CompareExchange(WordOf(version, Armed), word) == word;",
                "_word.Write(WordOf(version, Armed)); return word != 0;")) { IsLong = true },
        new(
            "channel-late-token",
            "an operation is used again although the callback of its token may still come",
            "write",
            new Edit("PooledAsyncOperation", "if (isReusable)", "if (isReusable || true)")) { IsLong = true },
        new(
            "channel-not-withdrawn",
            "a writer that is canceled stays in the queue",
            "write-send",
            new Edit("WriteOperation", "if (wasArmed)", "if (false)")) { IsLong = true },
        new(
            "channel-offer-unattended",
            "a writer that is canceled as it is put into the queue stays there",
            "write-shut",
            new Edit("WriteOperation", "if (!IsArmed(version))", "if (false)")) { IsLong = true },
        new(
            "channel-wait-unattended",
            "a writer begins to wait for room and does not look for it after the gate is up",
            "wait-write",
            new Edit("RingInput.TryAwaitRoom", "OnRoomFromOutside();", "")) { IsLong = true },
        new(
            "channel-head-first",
            "the head is removed before the reader that takes it is claimed",
            "read-cancel",
            new Edit(
                "LinkedOutput",
                "if (waiting.Reader.TryEnd(waiting.Id)) { waiting.Reader.Receive",
                "if (takes) { RemoveHead(); } if (waiting.Reader.TryEnd(waiting.Id)) { waiting.Reader.Receive"),
            new Edit("LinkedOutput", "if (takes) {", "if (false) {")) { IsLong = true },
        new(
            "channel-readers-unseen",
            "whoever leaves the output lock does not look for readers",
            "read",
            new Edit("LinkedOutput", "(_hasUnoffered.IsUp || _readers.Read() is { IsEmpty: false })", "_hasUnoffered.IsUp")) { IsLong = true },
        new(
            "channel-end-untold",
            "a reader that comes when all have been told of the end waits",
            "read",
            new Edit("LinkedOutput", "private bool IsOver => LifeCycle.Completion.IsCompleted;", "private bool IsOver => false;")) { IsLong = true },
        new(
            "offer-error-untold",
            "a block ends before it has heard of the exception that its target has thrown",
            "cancel-offer",
            new Edit("LinkedOutput", "_outputs.IsFinished && _untoldErrors.Read() == 0", "_outputs.IsFinished")) { IsLong = true },
        new(
            "passed-fault-unlooked",
            "a fault that a link passes does not look whether the targets are gone",
            "gone-passed",
            new Edit("BlockCore", "if (_output.AreTargetsGone)", "if (false)")) { IsLong = true },
        new(
            "passed-fault-unseen",
            "a block whose last target goes does not look whether a link has passed a fault",
            "gone-passed",
            new Edit("BlockCore", "if (refusal is not null && LifeCycle.HasPassedError)", "if (false)")) { IsLong = true },
        new(
            "own-without-start",
            "what is queued is counted on a free thread that something else is queued for",
            "own-waits",
            new Edit("DedicatedThreads", "int needed = _queue.Count + 1 + (_alarm is null ? 0 : 1);", "int needed = 1;")) { IsLong = true },
        new(
            "own-taken-alone",
            "a thread that takes one thing wakes no other for the rest",
            "own-parked",
            new Edit("DedicatedThreads", "woken = _searching == 0 ? TakeParked() : null; } else", "woken = null; } else")) { IsLong = true },
        new(
            "own-alarm-unkept",
            "the time is kept by no thread when the one that kept it takes something else",
            "own-alarm-2",
            new Edit(
                "DedicatedThreads",
                "=> _keeper is null && (_alarm is not null || (HasQueued",
                "=> _keeper is null && (false || (HasQueued")) { IsLong = true },
        new(
            "own-continuation-behind-others",
            "a continuation is queued though no thread is free for it",
            "own-continuation",
            new Edit(
                "DedicatedThreads",
                "new Entry(continuation, Kind.Continuation), max: long.MaxValue)",
                "new Entry(continuation, Kind.Continuation), max: _maxWorkers + 1)")) { IsLong = true },
        new(
            "own-alarm-behind-continuation",
            "a continuation has the thread that is kept for the alarm",
            "own-continuation-alarm",
            new Edit(
                "DedicatedThreads",
                "max: _continuations > 0 ? long.MaxValue : _maxWorkers + 1);",
                "max: _maxWorkers + 1);")) { IsLong = true },
        new(
            "channel-last-withdrawn",
            "the last sender that waits leaves and does not look at the end",
            "withdraw",
            new Edit("RingInput", "_ring.LowerGate(); } if (_ring.IsFinished)", "_ring.LowerGate(); } if (false)")) { IsLong = true },
        new(
            "channel-reader-unattended",
            "a reader that is canceled as it is put into the queue stays there",
            "read-again",
            new Edit("ReaderOperation", "else if (!IsArmed(version))", "else if (false)")) { IsLong = true },
        new(
            "channel-reader-not-withdrawn",
            "a reader that is canceled stays in the queue",
            "read-again",
            new Edit("ReaderOperation", "if (wasArmed)", "if (false)")),
    ];
}
