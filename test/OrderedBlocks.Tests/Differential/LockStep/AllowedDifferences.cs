namespace OrderedBlocks.Tests.Differential;

/// <summary>The differences from Dataflow that docs/differences.md lists, as rules, and which of them were needed.</summary>
/// <remarks>
/// A rule is as narrow as it can be: it names the aspects, and what must have happened before. What no rule can say of
/// one moment, the program's end does: <see cref="EndRules"/> looks at the whole sequence of outputs.
/// One listed difference has no rule: an <see cref="ItemScript"/> that drops its item gives back the place at once in
/// Dataflow, without limit, behind an item that waits. <see cref="LockStepRunner"/> keeps programs out of that.
/// </remarks>
internal sealed class AllowedDifferences
{
    private static readonly AllowedDifference s_heldUp = new(
        "held-up-after-stop",
        "A last output that is still offered may be reserved, which holds up the end until it is released.",
        difference => difference.Facts.Broken && difference.Facts.ReservationsDiffer && IsEnd(difference.Aspect));

    private readonly List<AllowedDifference> _rules;
    private readonly SortedDictionary<string, int> _used = [];

    private AllowedDifferences(List<AllowedDifference> rules, bool promisesPrefix = false)
    {
        _rules = rules;
        PromisesPrefix = promisesPrefix;
    }

    /// <summary>Whether what comes out of a block that stopped early must have no gap.</summary>
    public bool PromisesPrefix { get; }

    /// <summary>How often each rule explained something.</summary>
    public IReadOnlyDictionary<string, int> Used => _used;

    /// <summary>For a block that must be Dataflow's equal: only what Dataflow's block leaves to chance.</summary>
    public static AllowedDifferences OfDataflowItself() => new(
    [
        new("output-after-fault",
            "Between a fault and the end, offers and the end race each other: what still comes out is chance.",
            difference => difference.Facts.IsFaulted && IsOutput(difference)),
        new("cancel-after-complete",
            "Whether a cancellation after Complete ends a block whose output waits depends on how far the end had come.",
            difference => difference.Facts.CanceledAfterComplete && (IsEnd(difference.Aspect) || IsOutput(difference))),
        s_heldUp,
    ]);

    /// <summary>For <c>OrderedTransformBlock</c>.</summary>
    public static AllowedDifferences OfOrderedBlocks() => new(
    [
        new("output-after-stop",
            "After a fault or a cancellation Dataflow may hand on items behind a gap, or none; the ordered block a prefix.",
            difference => difference.Facts.Broken && IsOutput(difference)),
        s_heldUp,
        new("cancel-after-complete",
            "Canceling after Complete ends the ordered block; Dataflow may wait until somebody takes the output.",
            difference => difference.Facts.CanceledAfterComplete && difference.ReferencePending && IsEnd(difference.Aspect)),
        new("fault-after-complete",
            "Fault after Complete faults the ordered block; Dataflow drops the queue, yet ends as if nothing had happened.",
            difference => difference.Facts.FaultAfterComplete is string fault && IsEnd(difference.Aspect)
                && EndedBy(difference.Subject[Aspect.Completion], fault)),
        new("started-at-the-fault",
            "A delegate or filter that throws faults the block when its output's or its task's turn comes: whether the next "
            + "item has started by then depends on what was scheduled first.",
            difference => (difference.Facts.FilterFaulted || difference.Facts.DelegateFaulted)
                && difference.Aspect == Aspect.Started
                && (difference.ReferenceText.StartsWith(difference.SubjectText, StringComparison.Ordinal)
                    || difference.SubjectText.StartsWith(difference.ReferenceText, StringComparison.Ordinal))),
        new("let-in-at-the-fault",
            "A place that comes free about the time of a fault from inside: whether a sender still gets it is chance.",
            difference => (difference.Facts.FilterFaulted || difference.Facts.DelegateFaulted)
                && difference.Aspect is Aspect.Upstream or Aspect.Sends),
        new("early-release",
            "The ordered block lets waiting senders go when it stops; Dataflow when its queue has been worked off.",
            difference => difference.Aspect == Aspect.Sends && (difference.Facts.MayBeCompleted || difference.Facts.Broken)
                && IsReleasedEarlier(difference.ReferenceText, difference.SubjectText)),
    ],
    promisesPrefix: true);

    /// <summary>The aspects that differ and that no rule explains.</summary>
    public List<Aspect> Unexplained(Observation reference, Observation subject, ProgramFacts facts)
    {
        List<Aspect> unexplained = [];
        foreach (Aspect aspect in Observation.Aspects)
        {
            if (reference[aspect] != subject[aspect] && !IsExplained(new Comparison(aspect, reference, subject, facts)))
            {
                unexplained.Add(aspect);
            }
        }
        return unexplained;
    }

    private static bool IsOutput(Comparison difference)
    {
        return difference.Aspect switch
        {
            Aspect.Taken or Aspect.Offers or Aspect.OutputCount or Aspect.Receives => true,
            // a link that got other messages may be gone when the end is propagated: used up, or declining for ever
            Aspect.LinkEnds => difference.Reference[Aspect.Taken] != difference.Subject[Aspect.Taken]
                || difference.Reference[Aspect.Offers] != difference.Subject[Aspect.Offers],
            Aspect.Result => difference.Facts.LastStep.Kind is StepKind.TryReceive or StepKind.TryReceiveEven
                or StepKind.TryReceiveAll or StepKind.TakeFromBuffer or StepKind.ManualReserve or StepKind.ManualConsume
                or StepKind.ManualRelease or StepKind.Link,
            _ => false,
        };
    }

    private static bool IsEnd(Aspect aspect) => aspect is Aspect.Completion or Aspect.LinkEnds or Aspect.Receives;

    private static bool EndedBy(string completion, string fault) =>
        completion.StartsWith("Faulted[", StringComparison.Ordinal) && completion.Contains(fault, StringComparison.Ordinal);

    private static bool IsReleasedEarlier(string reference, string subject)
    {
        string[] ofReference = reference.Split(' ');
        string[] ofSubject = subject.Split(' ');
        return ofReference.Length == ofSubject.Length && ofReference.Zip(ofSubject).All(
            pair => pair.First == pair.Second || (pair.First is "pending" or "Canceled" && pair.Second == "False"));
    }

    private bool IsExplained(Comparison difference)
    {
        AllowedDifference? rule = _rules.Find(candidate => candidate.Applies(difference));
        if (rule is not null)
        {
            _used[rule.Name] = _used.GetValueOrDefault(rule.Name) + 1;
        }
        return rule is not null;
    }
}
