using OrderedBlocks.Delegates;

namespace OrderedBlocks.Output;

/// <content>The delegate in the context of the item's sender, if the senders' contexts travel with the items.</content>
internal sealed partial class ConsumedOutput<TInput, TOutput>
{
    private static readonly ContextCallback s_consume = static side => ((ConsumedOutput<TInput, TOutput>)side!).ConsumeHere();

    // The holder's: what comes out of the callback.
    private bool _isDone;
    private ValueTask _called;

    // As the consumer's.
    private bool TryConsume(TOutput output, out ValueTask pending)
    {
        if (!_ring.HasAttachments)
        {
            return _consumer.TryConsume(output, out pending);
        }

        try
        {
            SenderContext.Run(SenderContext.Of(_ring.HeadAttachment), s_consume, this);
            pending = _called;
            return _isDone;
        }
        finally
        {
            _called = default;
        }
    }

    private void ConsumeHere()
    {
        // The head was looked at before, and nobody else may move it.
        _ring.TryPeek(out TOutput? output);
        _isDone = _consumer.TryConsume(output!, out _called);
    }
}
