using OrderedBlocks.Completion;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Channels;

/// <summary>A reader that waits for an output.</summary>
internal sealed class ReadOperation<TOutput>(
    LinkedOutput<TOutput> source,
    LifeCycle lifeCycle,
    OperationPool<ReadOperation<TOutput>> pool) : ReaderOperation<TOutput, TOutput>(source, lifeCycle)
{
    // Who ends it.
    private TOutput? _output;

    /// <inheritdoc/>
    protected override bool Takes => true;

    public override void Receive(TOutput output) => _output = output;

    public override void Notify()
    {
        TOutput output = _output!;
        _output = default;
        Succeed(output);
    }

    public override void NotifyOfEnd(Exception? reason) => Fail(Closing.Refusal(reason));

    /// <inheritdoc/>
    protected override void Return() => pool.Return(this);
}
