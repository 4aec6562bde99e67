using OrderedBlocks.Completion;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Channels;

/// <summary>A reader that waits: for an output to take, or until there is one.</summary>
/// <remarks>
/// The block knows the wait by the operation's version. A token that comes while the reader is put into the queue is dealt with
/// as in <see cref="WriteOperation{TInput}"/>.
/// </remarks>
internal abstract class ReaderOperation<TResult, TOutput>(LinkedOutput<TOutput> source, LifeCycle lifeCycle)
    : PooledAsyncOperation<TResult>, IOutputReader<TOutput>
{
    public LinkedListNode<WaitingReader<TOutput>> Place { get; } = new(default);

    public IOutputReader<TOutput>? NextToNotify { get; set; }

    /// <summary>Waits for the output, or until there is one, or the block has ended.</summary>
    public ValueTask<TResult> WaitAsync(CancellationToken cancellationToken)
    {
        long version = Prepare();
        var task = new ValueTask<TResult>(this, Token);
        if (TryArm(version, cancellationToken))
        {
            if (!source.TryAwait(this, version, Takes))
            {
                if (TryEnd(version))
                {
                    NotifyOfEnd(lifeCycle.Reason);
                }
            }
            else if (!IsArmed(version))
            {
                source.Withdraw(this);
            }
        }

        return task;
    }

    /// <summary>Whether it takes the output; otherwise it wants to know only that there is one.</summary>
    protected abstract bool Takes { get; }

    bool IOutputReader<TOutput>.TryEnd(long id) => TryEnd(id);

    public abstract void Receive(TOutput output);

    public abstract void Notify();

    public abstract void NotifyOfEnd(Exception? reason);

    /// <inheritdoc/>
    protected override void OnCanceled(bool wasArmed)
    {
        if (wasArmed)
        {
            source.Withdraw(this);
        }
    }
}
