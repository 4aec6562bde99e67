using OrderedBlocks.Completion;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Channels;

/// <summary>A reader that waits until there is an output.</summary>
internal sealed class ReadWaitOperation<TOutput, TOutputs>(
    LinkedOutput<TOutput, TOutputs> source,
    LifeCycle lifeCycle,
    OperationPool<ReadWaitOperation<TOutput, TOutputs>> pool) : ReaderOperation<bool, TOutput, TOutputs>(source, lifeCycle)
    where TOutputs : struct, IOutputs<TOutput>
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
