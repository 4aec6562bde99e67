using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A dead-letter queue that takes so many failures and postpones the others until it is opened for more.</summary>
internal sealed class FailureTarget(int capacity) : ITargetBlock<ItemFailure<int>>
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Under _lock.
    private readonly Queue<(DataflowMessageHeader Header, ISourceBlock<ItemFailure<int>> Source)> _postponed = new();
    private int _room = capacity;

    /// <summary>What it took, oldest first.</summary>
    public Log<ItemFailure<int>> Taken { get; } = new();

    /// <summary>The offers, taken or not.</summary>
    public Log<int> Offered { get; } = new();

    /// <summary>Whether it answers that it takes nothing any more.</summary>
    public bool Declines { get; set; }

    /// <summary>Ends when the source propagates its end: with null for Complete, else with the exception.</summary>
    public Task<Exception?> Ended => _ended.Task;

    /// <inheritdoc/>
    public Task Completion => throw new NotSupportedException("This target has no completion.");

    /// <summary>Takes so many more.</summary>
    public void Open(int more)
    {
        for (int i = 0; i < more; i++)
        {
            (DataflowMessageHeader Header, ISourceBlock<ItemFailure<int>> Source) message;
            lock (_lock)
            {
                if (!_postponed.TryDequeue(out message))
                {
                    _room++;
                    continue;
                }
            }

            // Not under the lock: the source offers under a lock of its own.
            ItemFailure<int>? failure = message.Source.ConsumeMessage(message.Header, this, out bool consumed);
            Assert.IsTrue(consumed);
            Taken.Add(failure!);
        }
    }

    /// <inheritdoc/>
    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader,
        ItemFailure<int> messageValue,
        ISourceBlock<ItemFailure<int>>? source,
        bool consumeToAccept)
    {
        lock (_lock)
        {
            Offered.Add(messageValue.Input);
            if (Declines)
            {
                return DataflowMessageStatus.DecliningPermanently;
            }

            if (_room > 0)
            {
                _room--;
                Taken.Add(messageValue);
                return DataflowMessageStatus.Accepted;
            }

            _postponed.Enqueue((messageHeader, source!));
            return DataflowMessageStatus.Postponed;
        }
    }

    /// <inheritdoc/>
    public void Complete() => _ended.TrySetResult(null);

    /// <inheritdoc/>
    public void Fault(Exception exception) => _ended.TrySetResult(exception);
}
