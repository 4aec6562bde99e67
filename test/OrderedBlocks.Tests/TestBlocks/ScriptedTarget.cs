namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>
/// A target that answers every offer as its script says, and keeps a record. The script runs inside
/// <see cref="OfferMessage"/>, on the source's thread and stack, so it may re-enter the source. Like the targets of a
/// <see cref="JoinBlock{T1, T2}"/> it has no completion task: a source that touches it fails.
/// </summary>
public sealed class ScriptedTarget : ITargetBlock<int>
{
    private readonly Func<Offer, DataflowMessageStatus> _answer;
    private readonly Log<Offer> _offers = new();
    private readonly Log<int> _taken = new();
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A target that takes everything.</summary>
    public ScriptedTarget()
        : this(DataflowMessageStatus.Accepted)
    {
    }

    /// <summary>A target with one answer to everything.</summary>
    public ScriptedTarget(DataflowMessageStatus always)
        : this(_ => always)
    {
    }

    /// <summary>A target with a script.</summary>
    public ScriptedTarget(Func<Offer, DataflowMessageStatus> answer) => _answer = answer;

    /// <summary>Everything offered so far.</summary>
    public Offer[] Offers => _offers.Entries;

    /// <summary>The values of everything offered so far.</summary>
    public int[] OfferedValues => [.. _offers.Entries.Select(offer => offer.Value)];

    /// <summary>The values this target answered Accepted to.</summary>
    public int[] Taken => _taken.Entries;

    /// <summary>Ends when the source propagates its end: with null for Complete, else with the exception of Fault.</summary>
    public Task<Exception?> Ended => _ended.Task;

    /// <summary>What happens inside Complete and Fault.</summary>
    public Action OnEnd { get; init; } = () => { };

    Task IDataflowBlock.Completion => throw new NotSupportedException("This target has no completion.");

    /// <inheritdoc/>
    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
    {
        var offer = new Offer(this, messageHeader, messageValue, source!, consumeToAccept);
        _offers.Add(offer);
        DataflowMessageStatus status = _answer(offer);
        if (status == DataflowMessageStatus.Accepted)
        {
            _taken.Add(messageValue);
        }

        return status;
    }

    /// <summary>Blocks until there were so many offers, and returns all there were then.</summary>
    public Offer[] WaitForOffers(int count) => _offers.WaitForCount(count);

    /// <summary>Blocks until so many items were taken, and returns all taken then.</summary>
    public int[] WaitForTaken(int count) => _taken.WaitForCount(count);

    void IDataflowBlock.Complete() => End(null);

    void IDataflowBlock.Fault(Exception exception) => End(exception);

    private void End(Exception? exception)
    {
        OnEnd();
        _ended.TrySetResult(exception);
    }
}
