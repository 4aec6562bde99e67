using OrderedBlocks.Ring;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Subjects;

/// <summary>
/// An action block with a way out, so that what holds for a block with an output can be asked of it: its <c>consume</c> is pending
/// until somebody has taken the result, or the block is abandoned. Targets are offered to, and the call ends, under a lock.
/// </summary>
public sealed partial class ConsumedOutlet<TInput, TOutput> : IPropagatorBlock<TInput, TOutput>, IReceivableSourceBlock<TOutput>
{
    private readonly Lock _lock = new();
    private readonly List<(ITargetBlock<TOutput> Target, bool Propagates)> _links = [];
    private long _takenCount;
    private long _id;
    private TOutput? _head;
    private TaskCompletionSource? _taken;

    /// <summary>Makes the block; it is given the delegate that consumes.</summary>
    public ConsumedOutlet(
        Func<Func<TOutput, CancellationToken, ValueTask>, OrderedActionBlock<TInput, TOutput>> create)
    {
        Block = create(Hand);
        Completion.ContinueWith(_ => Propagate(), TaskScheduler.Default);
    }

    /// <summary>The block under test.</summary>
    public OrderedActionBlock<TInput, TOutput> Block { get; }

    /// <summary>Results that could be received one after the other. None while the block's workers are about.</summary>
    public int OutputCount => FindHead() && Block.Core.ActiveWorkers == 0 ? (int)Block.Statistics.Waiting : 0;

    /// <inheritdoc/>
    public Task Completion => Block.Completion;

    private bool IsHeadHere
    {
        get
        {
            lock (_lock)
            {
                return _taken is not null;
            }
        }
    }

    /// <inheritdoc/>
    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, TInput messageValue, ISourceBlock<TInput>? source, bool consumeToAccept) =>
        ((ITargetBlock<TInput>)Block).OfferMessage(messageHeader, messageValue, source, consumeToAccept);

    /// <inheritdoc/>
    public void Complete() => Block.Complete();

    /// <inheritdoc/>
    public void Fault(Exception exception) => Block.Fault(exception);

    /// <inheritdoc/>
    public override string ToString() => Block.ToString();

    // A result that is ready is about to be handed over, unless the block ends.
    private bool FindHead()
    {
        Wait.Until(
            () => IsHeadHere || Block.Core.Ring.LookAtHead() != HeadStatus.Completed || Completion.IsCompleted,
            "What is ready is not consumed.");
        return IsHeadHere;
    }

    private ValueTask Hand(TOutput result, CancellationToken token)
    {
        var taken = new TaskCompletionSource();
        lock (_lock)
        {
            _id++;
            _head = result;
            _taken = taken;
            OfferHead();
        }

        // Not disposed of: the block's token lives as long as the block.
        token.UnsafeRegister(_ => Withdraw(taken, token), null);
        return new ValueTask(taken.Task);
    }

    private void Withdraw(TaskCompletionSource taken, CancellationToken token)
    {
        lock (_lock)
        {
            if (_taken == taken)
            {
                _taken = null;
                _head = default;
                taken.SetCanceled(token);
            }
        }
    }
}
