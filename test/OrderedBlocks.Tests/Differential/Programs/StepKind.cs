namespace OrderedBlocks.Tests.Differential;

/// <summary>What a step of a program does. <c>Value</c> and <c>Extra</c> are the numbers of <see cref="Step"/>.</summary>
internal enum StepKind
{
    /// <summary>Posts <c>Extra</c> items, the first of which is <c>Value</c>, with no rest between them.</summary>
    Post,

    /// <summary>Sends <c>Value</c> with <c>SendAsync</c>.</summary>
    Send,

    /// <summary>Sends <c>Value</c> with a token that <see cref="CancelSend"/> may cancel.</summary>
    SendCancelable,

    /// <summary>Cancels the cancelable send number <c>Value</c>.</summary>
    CancelSend,

    /// <summary>Offers <c>Value</c> without a source.</summary>
    Offer,

    /// <summary>Offers <c>Value</c> from a source of its own, which a full block may postpone.</summary>
    OfferFromSource,

    /// <summary>The same, and the block must consume the message to accept it.</summary>
    OfferToConsume,

    /// <summary>The same, but the message is gone when the block comes for it.</summary>
    OfferGone,

    /// <summary>Puts <c>Value</c> into a buffer that is linked to the block, or will be.</summary>
    FeedUpstream,

    /// <summary>Links that buffer to the block. <c>Value</c> 1 propagates completion.</summary>
    LinkUpstream,

    UnlinkUpstream,
    CompleteUpstream,

    Complete,

    /// <summary>Faults the block from outside with the message "fault <c>Value</c>".</summary>
    Fault,

    /// <summary>Cancels the token of the block's options.</summary>
    Cancel,

    /// <summary>Opens the gate of one waiting item: number <c>Value</c>, counted round, of those that wait.</summary>
    OpenGate,

    /// <summary>Opens every gate, of items to come too.</summary>
    OpenAllGates,

    TryReceive,

    /// <summary>Receives an even output only.</summary>
    TryReceiveEven,

    TryReceiveAll,
    ReceiveAsync,
    OutputAvailableAsync,

    /// <summary>Links the target that <see cref="Step.Link"/> describes.</summary>
    Link,

    /// <summary>Disposes link number <c>Value</c>, counted round.</summary>
    Unlink,

    /// <summary>Takes one item out of buffer target number <c>Value</c>.</summary>
    TakeFromBuffer,

    /// <summary>Manual target number <c>Value</c> answers from now on as <see cref="ManualAnswer"/> <c>Extra</c> says.</summary>
    ManualAnswers,

    /// <summary>The manual target reserves the message it was offered last, stale or not.</summary>
    ManualReserve,

    /// <summary>The manual target consumes the message it was offered last, stale or not.</summary>
    ManualConsume,

    /// <summary>The manual target releases the message it was offered last, reserved or not.</summary>
    ManualRelease,

    /// <summary>Releases every reservation: a part of every program's end.</summary>
    ReleaseAll,

    /// <summary>Unlinks everything and completes the block: a part of every program's end.</summary>
    LetGo,

    /// <summary>Empties the buffers downstream: the last step of every program.</summary>
    DrainBuffers,
}
