namespace OrderedBlocks.Tests.Differential;

/// <summary>One side of what can be seen of a world. Each is compared by itself.</summary>
internal enum Aspect
{
    /// <summary>What the last step returned or threw.</summary>
    Result,

    /// <summary>The items for which the delegate was called.</summary>
    Started,

    /// <summary>Calls of the delegate that did not come through the options' scheduler.</summary>
    Strays,

    InputCount,
    OutputCount,

    /// <summary>What every consumer got, in its order.</summary>
    Taken,

    /// <summary>Every offer a manual target saw, and its answer.</summary>
    Offers,

    /// <summary>The <c>SendAsync</c> tasks, pending or how they ended.</summary>
    Sends,

    /// <summary>Which messages of hand-made sources were consumed, and what the upstream buffer still has.</summary>
    Upstream,

    /// <summary>The <c>ReceiveAsync</c> and <c>OutputAvailableAsync</c> tasks, pending or how they ended.</summary>
    Receives,

    /// <summary>How the linked targets were ended by propagation.</summary>
    LinkEnds,

    /// <summary>The block's own end: status, and its exceptions, flattened.</summary>
    Completion,
}
