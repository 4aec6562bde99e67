using OrderedBlocks.Completion;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Channels;

/// <summary>A reader that waits until there is an output.</summary>
internal sealed class ReadWaitOperation<TOutput>(
    LinkedOutput<TOutput> source,
    LifeCycle lifeCycle,
    OperationPool<ReadWaitOperation<TOutput>> pool) : ReaderOperation<bool, TOutput>(source, lifeCycle)
{
    /// <inheritdoc/>
    protected override bool Takes => false;

    public override void Receive(TOutput output)
    {
        // It stays where it is.
    }

    public override void Notify() => Succeed(true);

    public override void NotifyOfEnd(Exception? reason)
    {
        if (reason is null)
        {
            Succeed(false);
        }
        else
        {
            Fail(reason);
        }
    }

    /// <inheritdoc/>
    protected override void Return() => pool.Return(this);
}
