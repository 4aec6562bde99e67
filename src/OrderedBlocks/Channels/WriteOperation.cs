using System.Threading.Tasks.Dataflow;
using System.Threading.Tasks.Sources;
using OrderedBlocks.Hub;
using OrderedBlocks.Input;

namespace OrderedBlocks.Channels;

/// <summary>
/// A writer that waits: with an item, which the block fetches as it fetches a message that its source has postponed, or for room alone.
/// </summary>
/// <remarks>
/// <para>The id of the message is the version of the operation, so that the block cannot fetch what was offered in an earlier use.</para>
/// <para>A writer that its token ends leaves the block's queue at once. The token may come while the writer is being offered:
/// it leaves the queue, in which it is not yet, and the offer puts it there. Both enter the queue's lock; so whoever offers looks
/// after that whether the operation has been ended, and takes it out again.</para>
/// </remarks>
internal sealed class WriteOperation<TInput>(IBlock<TInput> core, OperationPool<WriteOperation<TInput>> pool)
    : PooledAsyncOperation<bool>, IValueTaskSource, ISourceBlock<TInput>, IRoomWaiter
{
    // Who prepares it, then who ends it.
    private TInput? _item;

    // There is none: the block does not ask for it.
    Task IDataflowBlock.Completion => throw new NotSupportedException();

    /// <summary>Offers an item, and waits until the block has it.</summary>
    public ValueTask WriteAsync(TInput item, CancellationToken cancellationToken)
    {
        _item = item;
        long version = Prepare();
        var task = new ValueTask(this, Token);
        if (TryArm(version, cancellationToken))
        {
            var header = new DataflowMessageHeader(version);
            switch (core.Input.OfferMessage(header, item, this, consumeToAccept: true))
            {
                case DataflowMessageStatus.Postponed:
                    LeaveIfEnded(version);
                    break;

                case DataflowMessageStatus.DecliningPermanently:
                    Close(version);
                    break;
            }
        }

        return task;
    }

    /// <summary>Waits until there is room, or the block is closed.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        long version = Prepare();
        var task = new ValueTask<bool>(this, Token);
        if (TryArm(version, cancellationToken))
        {
            if (core.Input.TryAwaitRoom(this, this, new DataflowMessageHeader(version)))
            {
                LeaveIfEnded(version);
            }
            else
            {
                ((IRoomWaiter)this).OnRoom(version, isClosed: true);
            }
        }

        return task;
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    TInput? ISourceBlock<TInput>.ConsumeMessage(
        DataflowMessageHeader messageHeader,
        ITargetBlock<TInput> target,
        out bool messageConsumed)
    {
        messageConsumed = TryEnd(messageHeader.Id);
        if (!messageConsumed)
        {
            return default;
        }

        TInput? item = _item;
        _item = default;
        Succeed(true);
        return item;
    }

    // The block tells a closed door by these two; it releases what it has reserved at once.
    bool ISourceBlock<TInput>.ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<TInput> target) =>
        IsArmed(messageHeader.Id);

    void ISourceBlock<TInput>.ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<TInput> target) =>
        Close(messageHeader.Id);

    void IRoomWaiter.OnRoom(long id, bool isClosed)
    {
        if (!TryEnd(id))
        {
            return;
        }

        if (isClosed && core.LifeCycle.Reason is { } reason)
        {
            Fail(reason);
        }
        else
        {
            Succeed(!isClosed);
        }
    }

    IDisposable ISourceBlock<TInput>.LinkTo(ITargetBlock<TInput> target, DataflowLinkOptions linkOptions) =>
        throw new NotSupportedException();

    void IDataflowBlock.Complete() => throw new NotSupportedException();

    void IDataflowBlock.Fault(Exception exception) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void OnCanceled(bool wasArmed)
    {
        _item = default;
        if (wasArmed)
        {
            core.Input.Withdraw(this);
        }
    }

    /// <inheritdoc/>
    protected override void Return() => pool.Return(this);

    // The task has not been given away yet, so this is still the same use.
    private void LeaveIfEnded(long version)
    {
        if (!IsArmed(version))
        {
            core.Input.Withdraw(this);
        }
    }

    private void Close(long version)
    {
        if (TryEnd(version))
        {
            _item = default;
            Fail(Closing.Refusal(core.LifeCycle.Reason));
        }
    }
}
