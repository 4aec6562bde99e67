namespace OrderedBlocks.Output;

/// <content>The head in the context of its item's sender, if the senders' contexts travel with the items.</content>
internal sealed partial class LinkedOutput<TOutput>
{
    private static readonly ContextCallback s_offerHead = static side => ((LinkedOutput<TOutput>)side!).OfferHeadHere();

    // Offers the head, so that a target that captures the context captures that one.
    private void OfferHeadInContext(TOutput output)
    {
        if (!_outputs.HasAttachments)
        {
            OfferHead(output);
        }
        else if (_outputs.HeadAttachment is ExecutionContext context)
        {
            ExecutionContext.Run(context, s_offerHead, this);
        }
        else
        {
            OfferHeadWithoutFlow(output);
        }
    }

    // What did not flow into this block does not flow out of it: this thread's context is another's.
    private void OfferHeadWithoutFlow(TOutput output)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            OfferHead(output);
            return;
        }

        ExecutionContext.SuppressFlow();
        try
        {
            OfferHead(output);
        }
        finally
        {
            if (ExecutionContext.IsFlowSuppressed())
            {
                ExecutionContext.RestoreFlow();
            }
        }
    }

    private void OfferHeadHere()
    {
        // Under the output lock, and peeked at before.
        _outputs.TryPeek(out TOutput? output);
        OfferHead(output!);
    }
}
