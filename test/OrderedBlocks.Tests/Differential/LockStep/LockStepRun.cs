using System.Diagnostics;

namespace OrderedBlocks.Tests.Differential;

/// <summary>One program being run by <see cref="LockStepRunner"/>.</summary>
internal sealed class LockStepRun(
    Scenario scenario, World reference, World subject, AllowedDifferences allowed, TimeSpan limit) : IDisposable
{
    /// <summary>Looks that must agree one after the other.</summary>
    private const int CalmLooks = 2;

    private readonly ProgramFacts _facts = new(reference, subject);
    private readonly PoolFence _fence = new();

    public bool Ended => reference.Completion.IsCompleted && subject.Completion.IsCompleted;

    /// <summary>Whether the rest of the program would tell nothing.</summary>
    public bool IsSpent => _facts.Apart;

    /// <summary>Runs a step on both worlds; the failure, or null.</summary>
    public LockStepFailure? Execute(int index, Step step)
    {
        // The steps that end every program stay: by then nothing waits any more.
        bool isOfTheProgram = index < scenario.Steps.Count;
        if ((isOfTheProgram && LeadsAstray(step)) || !TryResolve(ref step))
        {
            return null;
        }
        _facts.Note(step);
        reference.Execute(step);
        subject.Execute(step);
        return Settle(index);
    }

    /// <summary>Looks at the end of the program as a whole; the failure, or null.</summary>
    public LockStepFailure? CheckEnd()
    {
        // the reference starts items in their order; the other world has started the same ones, or it has failed before
        var rules = new EndRules([.. reference.Items.Started.Where(item => !scenario.ScriptOf(item).Drops())]);
        bool whole = !_facts.Broken;
        string? broken = rules.Broken(reference, whole, prefix: whole) is string ofReference
            ? "reference: " + ofReference
            : rules.Broken(subject, whole, prefix: whole || (allowed.PromisesPrefix && !subject.Consumers.HasDropped));
        return broken is null
            ? null
            : new LockStepFailure(
                scenario, scenario.Steps.Count, _facts.LastStep, "not true: " + broken, reference.Observe(), subject.Observe());
    }

    public void Dispose()
    {
        reference.Dispose();
        subject.Dispose();
        _fence.Dispose();
    }

    /// <summary>Whether the step could lead to a difference that is listed and that no rule could tell from a fault.</summary>
    private bool LeadsAstray(Step step) =>
        MayFillTheSlots(step) || MayLetSendersIn(step) || MayCompete(step) || MayThrowOutOfLinkTo(step)
        || MayOfferTwice(step);

    /// <summary>
    /// Whether the step could fill up the slots behind an item that waits: each item that is dropped there gives back its
    /// place at once, but the ordered block's slot only when the item that waits is through.
    /// </summary>
    private bool MayFillTheSlots(Step step)
    {
        if (scenario.Capacity <= 0 || reference.Items.Waiting is not [int first, ..] || !AddsItems(step.Kind))
        {
            return false;
        }
        IReadOnlyList<int> started = reference.Items.Started;
        int behind = started.Count - started.ToList().IndexOf(first) + reference.InputCount + reference.Producers.Outside;
        return behind + Math.Max(1, step.Extra) + reference.OutputCount > Math.Max(16, 2 * scenario.Capacity);
    }

    /// <summary>
    /// Whether the step could give a place back to somebody who waits outside, while items that wait hold all workers or
    /// come to do so: the ordered block lets a sender in at once, Dataflow's when a worker comes round.
    /// </summary>
    private bool MayLetSendersIn(Step step) =>
        scenario.Capacity > 0 && scenario.Parallelism > 0
        && (TakesOutput(step.Kind) || step.Kind == StepKind.OpenGate)
        && reference.Producers.MayHaveWaiting
        && (reference.Items.Waiting.Count >= scenario.Parallelism
            || scenario.Scripts.Any(script => script.Value.Waits() && !reference.Items.Started.Contains(script.Key)));

    /// <summary>
    /// Whether the buffer upstream would hold two places in the row of those that wait: whether its next message comes in
    /// time to keep the second one depends on what was scheduled first.
    /// </summary>
    private bool MayOfferTwice(Step step) =>
        allowed.PromisesPrefix && step.Kind == StepKind.LinkUpstream && reference.Producers.HasUpstreamLink;

    /// <summary>What a target throws while LinkTo offers to it comes out of Dataflow's LinkTo; the ordered block is faulted.</summary>
    private bool MayThrowOutOfLinkTo(Step step) =>
        allowed.PromisesPrefix && step.Link is { Filter: LinkFilter.ThrowsOnThirds } && reference.OutputCount > 0;

    /// <summary>
    /// Whether the step could let a bounded action compete with another consumer. Which of them gets an output depends on
    /// whether the action has run between two offers, which is chance: the ordered block offers a run of outputs in a row.
    /// </summary>
    private bool MayCompete(Step step) =>
        allowed.PromisesPrefix
        && step.Kind is StepKind.Link or StepKind.ReceiveAsync or StepKind.OutputAvailableAsync
        && (reference.Consumers.HasBoundedAction
            || (step.Link is { Target: LinkTarget.Action, Capacity: > 0 }
                && (reference.Consumers.HasLink || reference.Consumers.HasPendingReceives)));

    private static bool TakesOutput(StepKind kind) => kind is StepKind.TryReceive or StepKind.TryReceiveEven
        or StepKind.TryReceiveAll or StepKind.ReceiveAsync or StepKind.Link or StepKind.TakeFromBuffer
        or StepKind.ManualAnswers or StepKind.ManualConsume or StepKind.ManualRelease or StepKind.OfferGone;

    private static bool AddsItems(StepKind kind) => kind is StepKind.Post or StepKind.Send or StepKind.SendCancelable
        or StepKind.Offer or StepKind.OfferFromSource or StepKind.OfferToConsume or StepKind.FeedUpstream;

    /// <summary>Turns the number of a waiting item into that item, the same for both worlds.</summary>
    private bool TryResolve(ref Step step)
    {
        if (step.Kind != StepKind.OpenGate)
        {
            return true;
        }
        IReadOnlyList<int> waiting = reference.Items.Waiting;
        if (waiting.Count == 0)
        {
            return false;
        }
        step = step with { Value = waiting[step.Value % waiting.Count] };
        return true;
    }

    private static string Reason(List<Aspect> unexplained, string? unrest)
    {
        return unexplained.Count > 0 ? "they differ in " + string.Join(", ", unexplained)
            : unrest is not null ? "no rest: not true that " + unrest
            : "something goes on for ever on a scheduler";
    }

    private LockStepFailure? Settle(int index)
    {
        long start = Stopwatch.GetTimestamp();
        var spin = new SpinWait();
        int calm = 0;
        while (true)
        {
            long runs = reference.Runs + subject.Runs;
            reference.RunToRest();
            subject.RunToRest();
            _fence.Pass();
            Observation ofReference = reference.Observe();
            Observation ofSubject = subject.Observe();
            string? unrest = RestRules.Broken(reference, _facts)
                ?? RestRules.BrokenOutside(reference) ?? RestRules.BrokenOutside(subject);
            List<Aspect> unexplained = allowed.Unexplained(ofReference, ofSubject, _facts);
            bool agree = unrest is null && unexplained.Count == 0;
            calm = !agree ? 0 : reference.Runs + subject.Runs == runs ? calm + 1 : 1;
            if (calm >= CalmLooks)
            {
                return null;
            }
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                return new LockStepFailure(scenario, index, _facts.LastStep, Reason(unexplained, unrest), ofReference, ofSubject);
            }
            if (!agree)
            {
                spin.SpinOnce();
            }
        }
    }
}
