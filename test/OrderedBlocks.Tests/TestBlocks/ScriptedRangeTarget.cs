namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>
/// A target of runs with so much room, which writes down what its source does: "offer id value: answer" and "run values".
/// </summary>
internal sealed class ScriptedRangeTarget(int room) : ITargetBlock<int>, IRangeTargetOwner<int>, IRangeTarget<int>
{
    private int _room = room;

    /// <summary>What the source did, oldest first.</summary>
    public Log<string> Calls { get; } = new();

    /// <summary>All that it took, oldest first.</summary>
    public Log<int> Taken { get; } = new();

    /// <summary>What happens inside a run that is taken, before it is answered.</summary>
    public Action OnRun { get; init; } = static () => { };

    /// <summary>What happens when the run has left the source.</summary>
    public Action OnRunTaken { get; init; } = static () => { };

    /// <summary>The answer to an offer without room.</summary>
    public DataflowMessageStatus WhenFull { get; init; } = DataflowMessageStatus.Postponed;

    /// <summary>What it claims to have room for beyond what it has, when it is asked for runs.</summary>
    public int Boast { get; init; }

    /// <inheritdoc/>
    public Task Completion => throw new NotSupportedException("This target has no completion.");

    IRangeTarget<int> IRangeTargetOwner<int>.RangeTarget => this;

    /// <inheritdoc/>
    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
    {
        DataflowMessageStatus status = _room > 0 ? DataflowMessageStatus.Accepted : WhenFull;
        Calls.Add($"offer {messageHeader.Id} {messageValue}: {status}");
        if (status == DataflowMessageStatus.Accepted)
        {
            _room--;
            Taken.Add(messageValue);
        }

        return status;
    }

    /// <inheritdoc/>
    public int CountAdmissible(int most) => Math.Min(most, _room + Boast);

    /// <inheritdoc/>
    public int TryAdmit(ReadOnlySpan<int> items)
    {
        OnRun();
        ReadOnlySpan<int> taken = items[..Math.Min(items.Length, _room)];
        _room -= taken.Length;
        Calls.Add($"run {string.Join(' ', taken.ToArray())}");
        foreach (int item in taken)
        {
            Taken.Add(item);
        }

        return taken.Length;
    }

    /// <inheritdoc/>
    public void OnAdmitted() => OnRunTaken();

    /// <inheritdoc/>
    public void Complete() => Calls.Add("complete");

    /// <inheritdoc/>
    public void Fault(Exception exception) => Calls.Add("fault");
}
