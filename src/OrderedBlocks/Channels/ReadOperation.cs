using OrderedBlocks.Completion;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Channels;

/// <summary>A reader that waits for an output.</summary>
internal sealed class ReadOperation<TOutput, TOutputs>(
    LinkedOutput<TOutput, TOutputs> source,
    LifeCycle lifeCycle,
    OperationPool<ReadOperation<TOutput, TOutputs>> pool) : ReaderOperation<TOutput, TOutput, TOutputs>(source, lifeCycle)
    where TOutputs : struct, IOutputs<TOutput>
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
